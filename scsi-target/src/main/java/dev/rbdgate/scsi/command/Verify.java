package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.log.Traffic;
import java.util.List;

/**
 * VERIFY(10), (12) and (16) (SBC-4 5.34 to 5.36).
 *
 * @param byteCheck BYTCHK: 0 that the blocks can be read, 1 that they equal data-out, 3 that each
 *     equals the one block of data-out
 */
record Verify(BlockRange range, int byteCheck) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "VERIFY(10)",
                            "2f 16 ff ff ff ff 3f ff ff 00",
                            Access.READS,
                            Verify.class,
                            cdb -> decode(cdb, BlockRange.ofCdb10(cdb))),
                    CommandEntry.of(
                            "VERIFY(12)",
                            "af 16 ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            Verify.class,
                            cdb -> decode(cdb, BlockRange.ofCdb12(cdb))),
                    CommandEntry.of(
                            "VERIFY(16)",
                            "8f 16 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            Verify.class,
                            cdb -> decode(cdb, BlockRange.ofCdb16(cdb))));

    static final int MEDIUM_ONLY = 0;
    static final int COMPARE_ALL = 1;
    private static final int RESERVED = 2;
    private static final int COMPARE_EACH = 3;

    static int byteCheckOf(Cdb cdb) {
        return cdb.u8(1) >> 1 & 0x3;
    }

    static Refusal reservedByteCheck(int byteCheck) {
        return Refusal.invalidFieldInCdb(1, 2, "BYTCHK " + byteCheck);
    }

    private static Command decode(Cdb cdb, BlockRange range) {
        int byteCheck = byteCheckOf(cdb);
        if (byteCheck == RESERVED) {
            throw reservedByteCheck(byteCheck);
        }
        return new Verify(range, byteCheck);
    }

    @Override
    public Traffic traffic() {
        return Traffic.VERIFY;
    }

    @Override
    public long trafficBlocks() {
        return range.blocks();
    }

    @Override
    public void execute(Execution run) {
        range.checkInside(run);
        if (range.blocks() == 0) {
            run.good(0);
            return;
        }
        switch (byteCheck) {
            case COMPARE_ALL -> compareAll(run);
            case COMPARE_EACH -> compareEach(run);
            default ->
                    MediumCheck.start(
                            run, range, range.byteCount(run), MediumCheck.Expectation.READABLE, 0);
        }
    }

    private void compareAll(Execution run) {
        range.checkTransferLength(run);
        long fullLength = range.byteCount(run);
        int blockBytes = run.unit().blockBytes();
        int bytes = run.receivable(fullLength) / blockBytes * blockBytes;
        if (bytes == 0) {
            run.good(fullLength);
            return;
        }
        run.receive(
                bytes,
                dataOut ->
                        MediumCheck.start(
                                run,
                                range,
                                bytes,
                                MediumCheck.Expectation.equalTo(dataOut),
                                fullLength));
    }

    private void compareEach(Execution run) {
        int blockBytes = run.unit().blockBytes();
        run.receiveExactly(
                blockBytes,
                range.lengthByte(),
                block ->
                        MediumCheck.start(
                                run,
                                range,
                                range.byteCount(run),
                                MediumCheck.Expectation.repeated(block, blockBytes),
                                blockBytes));
    }
}
