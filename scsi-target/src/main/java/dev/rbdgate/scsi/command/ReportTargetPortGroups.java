package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.alua.PortGroups;
import dev.rbdgate.scsi.context.UnitContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedSet;

/**
 * REPORT TARGET PORT GROUPS (SPC-5 6.37). A target port group has one port, and both have the
 * number of the iSCSI portal group.
 *
 * @param extended whether the header has eight bytes
 */
record ReportTargetPortGroups(boolean extended, long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "REPORT TARGET PORT GROUPS",
                            "a3 ea 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ReportTargetPortGroups.class,
                            ReportTargetPortGroups::decode));

    private static final int LENGTH_ONLY = 0;
    private static final int EXTENDED = 1;
    private static final int EXTENDED_FORMAT_TYPE = 0x10;
    private static final int GROUP_BYTES = 8;
    private static final int PORT_BYTES = 4;

    /** Unavailable, standby, active/non-optimized and active/optimized are supported. */
    private static final int SUPPORTED_STATES = 0x0f;

    private static Command decode(Cdb cdb) {
        int format = cdb.u8(1) >> 5;
        if (format != LENGTH_ONLY && format != EXTENDED) {
            throw Refusal.invalidFieldInCdb(1, 7, "parameter data format " + format);
        }
        return new ReportTargetPortGroups(format == EXTENDED, cdb.u32(6));
    }

    @Override
    public void execute(Execution run) {
        UnitContext unit = run.unit();
        Nexus nexus = unit.nexus();
        SortedSet<Integer> ports = unit.requester().targetPorts();
        int header = extended ? 2 * Integer.BYTES : Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(header + ports.size() * (GROUP_BYTES + PORT_BYTES));
        out.putInt(out.capacity() - Integer.BYTES);
        if (extended) {
            // The implicit transition time is 0: no transition lasts.
            out.put((byte) EXTENDED_FORMAT_TYPE).position(header);
        }
        for (int port : ports) {
            PortGroups.Status status = unit.parts().portGroups().status(nexus.targetName(), port);
            out.put((byte) status.state().code()).put((byte) SUPPORTED_STATES);
            out.putShort((short) port);
            out.put((byte) 0).put((byte) status.cause().code());
            out.put((byte) 0).put((byte) 1);
            out.putShort((short) 0).putShort((short) port);
        }
        run.good(out.array(), allocationLength);
    }
}
