package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.log.Traffic;
import java.util.List;

/**
 * ORWRITE(16) (SBC-4 5.13): each bit of the range becomes the OR of what it was and what was sent,
 * uninterrupted by any other command. An initiator that sends less than the CDB says gets the whole
 * blocks among it done, and told the rest as residual overflow.
 */
record OrWrite(BlockRange range, boolean forceUnitAccess) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "ORWRITE(16)",
                            "8b 18 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            OrWrite.class,
                            cdb -> new OrWrite(BlockRange.ofCdb16(cdb), cdb.bit(1, 3))));

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
        return forceUnitAccess;
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
                dataOut ->
                        run.orWrite(
                                range.byteOffset(run),
                                Execution.buffers(dataOut, dataOut.readerIndex(), bytes),
                                bytes,
                                run.durability(forceUnitAccess),
                                outcome -> run.end(outcome, range.lba(), fullLength)));
    }
}
