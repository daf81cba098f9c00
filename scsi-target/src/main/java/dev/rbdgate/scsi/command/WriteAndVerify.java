package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.log.Traffic;
import java.util.List;

/**
 * WRITE AND VERIFY(10), (12) and (16) (SBC-4 5.42 to 5.44): writes to the medium, then reads back.
 *
 * @param compare BYTCHK 1: what is read back is compared with data-out
 */
record WriteAndVerify(BlockRange range, boolean compare) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "WRITE AND VERIFY(10)",
                            "2e 16 ff ff ff ff 3f ff ff 00",
                            Access.CHANGES,
                            WriteAndVerify.class,
                            cdb -> decode(cdb, BlockRange.ofCdb10(cdb))),
                    CommandEntry.of(
                            "WRITE AND VERIFY(12)",
                            "ae 16 ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            WriteAndVerify.class,
                            cdb -> decode(cdb, BlockRange.ofCdb12(cdb))),
                    CommandEntry.of(
                            "WRITE AND VERIFY(16)",
                            "8e 16 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            WriteAndVerify.class,
                            cdb -> decode(cdb, BlockRange.ofCdb16(cdb))));

    private static Command decode(Cdb cdb, BlockRange range) {
        return switch (Verify.byteCheckOf(cdb)) {
            case Verify.MEDIUM_ONLY -> new WriteAndVerify(range, false);
            case Verify.COMPARE_ALL -> new WriteAndVerify(range, true);
            default -> throw Verify.reservedByteCheck(Verify.byteCheckOf(cdb));
        };
    }

    @Override
    public Traffic traffic() {
        return Traffic.WRITE;
    }

    @Override
    public long trafficBlocks() {
        return range.blocks();
    }

    @Override
    public boolean promisesDurability() {
        return true;
    }

    @Override
    public void execute(Execution run) {
        range.checkInside(run);
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
                dataOut -> {
                    MediumCheck.Expectation expectation =
                            compare
                                    ? MediumCheck.Expectation.equalTo(dataOut)
                                    : MediumCheck.Expectation.READABLE;
                    run.write(
                            range.byteOffset(run),
                            Execution.buffers(dataOut, dataOut.readerIndex(), bytes),
                            bytes,
                            Durability.DURABLE,
                            outcome -> {
                                if (outcome instanceof Outcome.Done) {
                                    MediumCheck.start(run, range, bytes, expectation, fullLength);
                                } else {
                                    run.end(outcome, range.lba(), fullLength);
                                }
                            });
                });
    }
}
