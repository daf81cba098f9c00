package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** REPORT LUNS (SPC-5 6.29). */
record ReportLuns(int selectReport, long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "REPORT LUNS",
                            "a0 00 ff 00 00 00 ff ff ff ff 00 00",
                            Access.ALWAYS,
                            ReportLuns.class,
                            ReportLuns::decode));

    private static final int SELECT_REPORT_BYTE = 2;
    private static final int ORDINARY = 0x00;
    private static final int WELL_KNOWN = 0x01;
    private static final int EVERY = 0x02;
    private static final int ADMINISTRATIVE = 0x10;
    private static final int NOT_ADMINISTRATIVE = 0x11;
    private static final int SUBSIDIARY = 0x12;

    private static final int ALLOCATION_LENGTH_BYTE = 6;
    private static final int MIN_ALLOCATION_LENGTH = 16;
    private static final int HEADER_BYTES = 8;
    private static final int LUN_BYTES = 8;

    /** Largest LUN in peripheral device addressing; above it flat space addressing is used. */
    private static final int MAX_PERIPHERAL_LUN = 0xff;

    private static final int FLAT_SPACE = 0x4000;

    /** The well known logical unit that answers this command (SPC-5 8.2), as on the wire. */
    private static final long REPORT_LUNS_WELL_KNOWN = 0xc101_0000_0000_0000L;

    private static Command decode(Cdb cdb) {
        long allocationLength = cdb.u32(ALLOCATION_LENGTH_BYTE);
        if (allocationLength < MIN_ALLOCATION_LENGTH) {
            throw Refusal.invalidFieldInCdb(
                    ALLOCATION_LENGTH_BYTE, -1, "allocation length " + allocationLength);
        }
        return new ReportLuns(cdb.u8(SELECT_REPORT_BYTE), allocationLength);
    }

    @Override
    public void execute(Execution run) {
        List<Long> luns =
                switch (selectReport) {
                    case ORDINARY, NOT_ADMINISTRATIVE -> ordinary(run);
                    case WELL_KNOWN -> List.of(REPORT_LUNS_WELL_KNOWN);
                    case EVERY ->
                            Stream.concat(ordinary(run).stream(), Stream.of(REPORT_LUNS_WELL_KNOWN))
                                    .toList();
                    // There are no administrative or subsidiary logical units.
                    case ADMINISTRATIVE, SUBSIDIARY -> List.of();
                    default ->
                            throw Refusal.invalidFieldInCdb(
                                    SELECT_REPORT_BYTE,
                                    -1,
                                    "select report %02xh".formatted(selectReport));
                };
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + luns.size() * LUN_BYTES);
        out.putInt(luns.size() * LUN_BYTES).putInt(0);
        luns.forEach(out::putLong);
        run.good(out.array(), allocationLength);
    }

    /** The units of this nexus, in the shortest addressing. */
    private static List<Long> ordinary(Execution run) {
        return run.reportLuns().stream()
                .map(lun -> (long) (lun <= MAX_PERIPHERAL_LUN ? lun : FLAT_SPACE | lun) << 48)
                .toList();
    }
}
