package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.ScsiStatus;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads the LUNs out of an answer to REPORT LUNS (SPC-5 6.29) that is about to be sent. */
final class LunReport {

    private static final int REPORT_LUNS = 0xa0;
    private static final int SELECT_REPORT_BYTE = 2;
    private static final int HEADER_BYTES = 8;
    private static final int LUN_BYTES = 8;

    /** Both addressing methods in use have the number in these bits (SAM-5 4.7.5). */
    private static final int NUMBER_MASK = 0x3fff;

    /** From here on addresses are extended ones: well known logical units (SAM-5 4.7.7.1). */
    private static final int WELL_KNOWN = 0xc000;

    private LunReport() {}

    /** Empty if the result is not such an answer, or if what was asked is not about such LUNs. */
    static Optional<SortedSet<Integer>> of(Task task, Task.Result result) {
        ByteBuf dataIn = result.dataIn();
        if (task.cdb().operationCode() != REPORT_LUNS
                || result.status() != ScsiStatus.GOOD
                || dataIn == null
                || !listsLogicalUnits(task.cdb().u8(SELECT_REPORT_BYTE))) {
            return Optional.empty();
        }
        int sent = (int) Math.min(dataIn.readableBytes(), task.expectedDataInBytes());
        SortedSet<Integer> luns = new TreeSet<>();
        for (int at = HEADER_BYTES; at + LUN_BYTES <= sent; at += LUN_BYTES) {
            int address = dataIn.getUnsignedShort(dataIn.readerIndex() + at);
            if (address < WELL_KNOWN) {
                luns.add(address & NUMBER_MASK);
            }
        }
        return Optional.of(luns);
    }

    private static boolean listsLogicalUnits(int selectReport) {
        return switch (selectReport) {
            case 0x00, 0x02, 0x11 -> true;
            default -> false;
        };
    }
}
