package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.context.DeviceClock;
import java.nio.ByteBuffer;
import java.util.List;

/** REPORT TIMESTAMP (SPC-5 6.38). */
record ReportTimestamp(long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "REPORT TIMESTAMP",
                            "a3 0f 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ReportTimestamp.class,
                            cdb -> new ReportTimestamp(cdb.u32(6))));

    private static final int DATA_BYTES = 12;

    @Override
    public void execute(Execution run) {
        DeviceClock clock = run.unit().parts().clock();
        long now = clock.milliseconds();
        byte[] data =
                ByteBuffer.allocate(DATA_BYTES)
                        .putShort((short) (DATA_BYTES - Short.BYTES))
                        .put((byte) clock.origin().code())
                        .put((byte) 0)
                        .putShort((short) (now >>> 32))
                        .putInt((int) now)
                        .array();
        run.good(data, allocationLength);
    }
}
