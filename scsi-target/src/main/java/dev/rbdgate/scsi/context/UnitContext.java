package dev.rbdgate.scsi.context;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.background.BackgroundWork;
import dev.rbdgate.scsi.background.EraseJob;
import dev.rbdgate.scsi.buffer.EchoBuffer;
import dev.rbdgate.scsi.mode.ModeState;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import dev.rbdgate.scsi.reservation.Requester;
import dev.rbdgate.scsi.reservation.Reservations;
import org.jspecify.annotations.Nullable;

/** One logical unit as one I_T nexus sees it: the I_T_L nexus (SAM-5 4.6.8). */
public interface UnitContext {

    Nexus nexus();

    /** NAA 3h locally assigned designator. */
    long naa();

    /** Unit serial number, printable ASCII. */
    String serial();

    /** The image's name string. */
    String name();

    /** Logical block length in bytes. */
    int blockBytes();

    /** The device, or null while the unit is not ready. */
    @Nullable BlockDevice device();

    /** Whether this mapping or the device refuses changes, whatever the mode pages say. */
    boolean readOnly();

    /** Whether the unit has a volatile write cache to offer; without it WCE cannot be set. */
    boolean writeCacheOffered();

    /** Whether the medium can be locked, ejected and loaded. */
    boolean removable();

    /** Whether unmapped blocks give their space back; without it there is no UNMAP. */
    boolean thinProvisioned();

    /** What is left to it, if it is thinly provisioned. */
    SpaceLevel space();

    /** What all nexuses share beside the data. */
    UnitParts parts();

    /** What the unit does in the background. */
    BackgroundWork background();

    /**
     * Begins background work that has the medium for itself: commands that need it are refused, and
     * it starts when those that came before have ended.
     *
     * @param task of the command that asks for it, which need not end first
     */
    BackgroundWork.Submission begin(EraseJob job, ScsiTask task);

    /** This nexus's echo buffer. */
    EchoBuffer echoBuffer();

    /** Raises a unit attention for every other nexus. */
    void tellOthers(UnitAttention attention);

    /** The current mode parameters, shared by all nexuses. */
    default ModeState modeState() {
        return parts().modes().current();
    }

    /** Replaces them and tells the other nexuses (2A/01). */
    default void changeModeState(ModeState state) {
        parts().modes().change(state);
        tellOthers(UnitAttention.MODE_PARAMETERS_CHANGED);
    }

    /** Whether the nexus can be asked for the task management functions that SAM-3 added. */
    boolean hasTaskQueries();

    /** Takes the pending unit attention that is first in order, or null. */
    @Nullable Sense takeUnitAttention();

    /** The unit's reservations, shared by all nexuses. */
    Reservations reservations();

    /** This nexus and its target's ports, as persistent reservations see them. */
    Requester requester();

    /** Whether WCE is 1: completed writes may be lost with power unless flushed. */
    default boolean writeCacheEnabled() {
        return writeCacheOffered() && modeState().writeCacheEnabled();
    }
}
