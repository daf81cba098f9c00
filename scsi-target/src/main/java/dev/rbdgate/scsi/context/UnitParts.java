package dev.rbdgate.scsi.context;

import dev.rbdgate.scsi.alua.PortGroups;
import dev.rbdgate.scsi.buffer.DataBuffer;
import dev.rbdgate.scsi.medium.Medium;
import java.time.InstantSource;

/**
 * What a logical unit consists of beside its data, shared by all of its nexuses.
 *
 * @param clock the device clock
 * @param portGroups asymmetric access states of target port groups
 * @param dataBuffer what WRITE BUFFER has left for READ BUFFER
 * @param medium whether it is in, and who keeps it in
 */
public record UnitParts(
        DeviceClock clock, PortGroups portGroups, DataBuffer dataBuffer, Medium medium) {

    public UnitParts(InstantSource host) {
        this(new DeviceClock(host), new PortGroups(), new DataBuffer(), new Medium());
    }
}
