package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.command.Access;
import dev.rbdgate.scsi.command.CommandEntry;
import org.jspecify.annotations.Nullable;

/** The reservation of RESERVE(6) and (10) (SPC-2 7.21): one nexus has the unit for itself. */
final class UnitReservation {

    private volatile @Nullable Nexus holder;

    /** False if another nexus holds the unit. */
    synchronized boolean reserve(Nexus nexus) {
        if (holder != null && !nexus.equals(holder)) {
            return false;
        }
        holder = nexus;
        return true;
    }

    synchronized void release(Nexus nexus) {
        if (nexus.equals(holder)) {
            holder = null;
        }
    }

    /** What a reset does. */
    synchronized void clear() {
        holder = null;
    }

    /** Refuses a command of a nexus that another one's reservation keeps out. */
    void check(Nexus nexus, @Nullable CommandEntry entry) {
        Nexus current = holder;
        if (current == null || current.equals(nexus)) {
            return;
        }
        boolean allowed =
                entry != null && (entry.access() == Access.ALWAYS || entry.passesReservation());
        if (!allowed) {
            throw Refusal.of(ScsiStatus.RESERVATION_CONFLICT, "reserved by " + current);
        }
    }
}
