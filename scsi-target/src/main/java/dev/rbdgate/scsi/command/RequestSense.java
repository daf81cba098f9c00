package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.context.UnitContext;
import java.util.List;
import java.util.Objects;

/** REQUEST SENSE (SPC-5 6.39). */
record RequestSense(boolean descriptorFormat, int allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "REQUEST SENSE",
                            "03 01 00 00 ff 00",
                            Access.ALWAYS,
                            RequestSense.class,
                            cdb -> new RequestSense(cdb.bit(1, 0), cdb.u8(4))));

    @Override
    public void execute(Execution run) {
        run.good(sense(run).withDescriptorFormat(descriptorFormat).encode(), allocationLength);
    }

    /** A pending unit attention, which is thereby told; else the state of the unit. */
    private static Sense sense(Execution run) {
        if (run.isWellKnown()) {
            return Sense.of(SenseKey.NO_SENSE, AdditionalSense.NONE);
        }
        if (!run.hasUnit()) {
            return Objects.requireNonNull(Refusal.logicalUnitNotSupported().sense());
        }
        UnitContext unit = run.unit();
        Sense attention = unit.takeUnitAttention();
        if (attention != null) {
            return attention;
        }
        Sense work = unit.background().state().sense();
        if (work != null) {
            return work;
        }
        if (unit.device() == null) {
            return Objects.requireNonNull(Refusal.notReady().sense());
        }
        return !unit.parts().medium().isPresent()
                ? Objects.requireNonNull(Refusal.mediumNotPresent().sense())
                : Sense.of(SenseKey.NO_SENSE, AdditionalSense.NONE);
    }
}
