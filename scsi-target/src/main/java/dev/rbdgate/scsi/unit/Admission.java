package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.command.Access;
import dev.rbdgate.scsi.command.Command;
import dev.rbdgate.scsi.command.CommandEntry;
import dev.rbdgate.scsi.command.CommandTable;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a CDB and its command, in this order (SAM-5 5.3.3, SPC-5 5.14): unit
 * attention, access state of the target port group, background work, reservation, known operation
 * code, readiness, medium, write protection, valid fields, writes that were lost.
 */
final class Admission {

    private Admission() {}

    /**
     * Decodes, or throws the refusal that comes first.
     *
     * @param entry of the command, null if the unit has none
     */
    static Command admit(
            UnitPath path, @Nullable CommandEntry entry, Cdb cdb, TaskAttribute attribute) {
        if (attribute == TaskAttribute.ACA) {
            // NACA is never honoured, so there is no auto contingent allegiance to be in.
            throw Refusal.of(
                    Blame.PEER,
                    Sense.of(SenseKey.ABORTED_COMMAND, AdditionalSense.INVALID_MESSAGE),
                    "ACA task without ACA");
        }
        checkUnitAttention(path, entry);
        Restriction.admit(path, cdb);
        path.reservations().admit(path.nexus(), cdb);
        if (entry == null) {
            throw CommandTable.unknown(cdb);
        }
        if (entry.access().needsDevice() && path.device() == null) {
            throw Refusal.notReady();
        }
        if (entry.access().needsMedium() && !path.parts().medium().isPresent()) {
            throw Refusal.mediumNotPresent();
        }
        if (entry.access() == Access.CHANGES) {
            checkWritable(path);
        }
        Command command = entry.decode(cdb);
        if (command.promisesDurability()
                || (entry.access() == Access.CHANGES && !path.writeCacheEnabled())) {
            path.unit().lostWrites().admitDurable(path.nexus());
        }
        return command;
    }

    /**
     * Lets a part of a copy pass, or throws the refusal that comes first. Whoever asked for the
     * copy has been told the unit attentions of the unit he sent it to, and will be told the
     * others.
     *
     * @param cdb the command that would do the same
     */
    static void admitCopy(UnitPath path, Cdb cdb, boolean changes) {
        Restriction.admit(path, cdb);
        path.reservations().admit(path.nexus(), cdb);
        if (path.device() == null) {
            throw Refusal.notReady();
        }
        if (!path.parts().medium().isPresent()) {
            throw Refusal.mediumNotPresent();
        }
        if (changes) {
            checkWritable(path);
        }
    }

    private static void checkUnitAttention(UnitPath path, @Nullable CommandEntry entry) {
        if (entry != null && entry.access() == Access.ALWAYS) {
            return;
        }
        Sense attention = path.takeUnitAttention();
        if (attention != null) {
            throw Refusal.of(Blame.STATE, attention, "unit attention");
        }
    }

    private static void checkWritable(UnitPath path) {
        if (path.readOnly()) {
            throw Refusal.writeProtected(AdditionalSense.WRITE_PROTECTED);
        }
        if (path.modeState().softwareWriteProtect()) {
            throw Refusal.writeProtected(AdditionalSense.SOFTWARE_WRITE_PROTECTED);
        }
    }
}
