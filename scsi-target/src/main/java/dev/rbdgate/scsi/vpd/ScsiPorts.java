package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.reservation.Requester;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** SCSI ports (SPC-5 7.7.14): the target ports of the nexus's target, by name. */
final class ScsiPorts implements VpdPage {

    /** Relative port, no initiator port's TransportID, length of the designators. */
    private static final int PORT_HEADER_BYTES = 12;

    @Override
    public int code() {
        return 0x88;
    }

    @Override
    public byte[] content(UnitContext unit) {
        Nexus nexus = unit.nexus();
        Requester requester = unit.requester();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int port : requester.targetPorts()) {
            Nexus there = requester.at(nexus.initiatorName(), nexus.isid(), port);
            byte[] name = Designator.nameString(Designator.TARGET_PORT, there.targetPortName());
            out.writeBytes(
                    ByteBuffer.allocate(PORT_HEADER_BYTES)
                            .putShort(2, (short) port)
                            .putShort(10, (short) name.length)
                            .array());
            out.writeBytes(name);
        }
        return out.toByteArray();
    }
}
