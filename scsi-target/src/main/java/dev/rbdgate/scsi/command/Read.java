package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.log.Traffic;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * READ(6), (10), (12) and (16) (SBC-4 5.15 to 5.18). DPO and FUA change nothing: what was written
 * is what is read, from wherever. RDPROTECT is refused: there is no protection information.
 */
record Read(BlockRange range) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "READ(6)",
                            "08 1f ff ff ff 00",
                            Access.READS,
                            Read.class,
                            cdb -> new Read(BlockRange.ofCdb6(cdb))),
                    CommandEntry.of(
                            "READ(10)",
                            "28 18 ff ff ff ff 3f ff ff 00",
                            Access.READS,
                            Read.class,
                            cdb -> new Read(BlockRange.ofCdb10(cdb))),
                    CommandEntry.of(
                            "READ(12)",
                            "a8 18 ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            Read.class,
                            cdb -> new Read(BlockRange.ofCdb12(cdb))),
                    CommandEntry.of(
                            "READ(16)",
                            "88 18 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            Read.class,
                            cdb -> new Read(BlockRange.ofCdb16(cdb))));

    @Override
    public Traffic traffic() {
        return Traffic.READ;
    }

    @Override
    public long trafficBlocks() {
        return range.blocks();
    }

    @Override
    public void execute(Execution run) {
        range.checkInside(run);
        range.checkTransferLength(run);
        int bytes = (int) range.byteCount(run);
        if (bytes == 0) {
            run.good(0);
            return;
        }
        ByteBuf dataIn = run.allocate(bytes);
        run.read(
                range.byteOffset(run),
                Execution.buffers(dataIn, 0, bytes),
                bytes,
                outcome -> {
                    if (outcome instanceof Outcome.Done) {
                        run.good(dataIn.writerIndex(bytes));
                    } else {
                        dataIn.release();
                        run.end(outcome, range.lba(), 0);
                    }
                });
    }
}
