package dev.rbdgate.scsi.context;

import dev.rbdgate.scsi.alua.PortGroups;
import dev.rbdgate.scsi.buffer.DataBuffer;
import dev.rbdgate.scsi.information.IdentifyingInformation;
import dev.rbdgate.scsi.log.UnitCounters;
import dev.rbdgate.scsi.medium.Medium;
import dev.rbdgate.scsi.mode.ModeValues;
import dev.rbdgate.scsi.record.UnitRecordStore;
import java.time.InstantSource;

/**
 * What a logical unit consists of beside its data, shared by all of its nexuses.
 *
 * @param clock the device clock
 * @param portGroups asymmetric access states of target port groups
 * @param dataBuffer what WRITE BUFFER has left for READ BUFFER
 * @param medium whether it is in, and who keeps it in
 * @param modes current and saved mode parameters
 * @param information what initiators have written about the unit
 * @param counters what the log pages tell
 */
public record UnitParts(
        DeviceClock clock,
        PortGroups portGroups,
        DataBuffer dataBuffer,
        Medium medium,
        ModeValues modes,
        IdentifyingInformation information,
        UnitCounters counters) {

    public UnitParts(InstantSource host) {
        this(
                new DeviceClock(host),
                new PortGroups(),
                new DataBuffer(),
                new Medium(),
                new ModeValues(),
                new IdentifyingInformation(),
                new UnitCounters());
    }

    /** Takes up what the unit's record says, before the unit is ready. */
    public void attach(UnitRecordStore records) {
        modes.attach(records);
        information.attach(records);
    }

    /** The unit's device is gone: nothing can be saved. */
    public void detach() {
        modes.detach();
        information.detach();
    }
}
