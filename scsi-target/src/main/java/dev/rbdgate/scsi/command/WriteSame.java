package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.StepLoop;
import dev.rbdgate.scsi.context.UnitLimits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * WRITE SAME(10) and (16) (SBC-4 5.45, 5.46). A length of 0 reaches to the end of the medium (WSNZ
 * is 0).
 *
 * @param unmap UNMAP: blocks of zeros may be given back instead of written
 * @param anchor whether what is unmapped keeps storage
 * @param noData NDOB: there is no data-out, the block is zeros
 */
record WriteSame(BlockRange range, boolean unmap, boolean anchor, boolean noData)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "WRITE SAME(10)",
                            "41 18 ff ff ff ff 3f ff ff 00",
                            Access.CHANGES,
                            WriteSame.class,
                            cdb ->
                                    new WriteSame(
                                            BlockRange.ofCdb10(cdb),
                                            unmap(cdb),
                                            anchor(cdb),
                                            false)),
                    CommandEntry.of(
                            "WRITE SAME(16)",
                            "93 19 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            WriteSame.class,
                            cdb ->
                                    new WriteSame(
                                            BlockRange.ofCdb16(cdb),
                                            unmap(cdb),
                                            anchor(cdb),
                                            cdb.bit(1, 0))));

    private static final int UNMAP_BIT = 3;
    private static final int ANCHOR_BIT = 4;

    /** One call of the device; an abort takes effect between two. */
    private static final int CHUNK_BYTES = 16 << 20;

    /** A block of the largest size; only read. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(4096).asReadOnlyBuffer();

    private static boolean unmap(Cdb cdb) {
        return cdb.bit(1, UNMAP_BIT);
    }

    private static boolean anchor(Cdb cdb) {
        return cdb.bit(1, ANCHOR_BIT);
    }

    @Override
    public void execute(Execution run) {
        if (unmap && !run.unit().thinProvisioned()) {
            throw Refusal.invalidFieldInCdb(1, UNMAP_BIT, "UNMAP of a fully provisioned unit");
        }
        if (anchor && !unmap) {
            throw Refusal.invalidFieldInCdb(1, ANCHOR_BIT, "ANCHOR without UNMAP");
        }
        new WriteSame(range.toTheEndIfEmpty(run), unmap, anchor, noData).checkAndReceive(run);
    }

    private void checkAndReceive(Execution run) {
        range.checkInside(run);
        int blockBytes = run.unit().blockBytes();
        if (range.blocks() > UnitLimits.MAX_WRITE_SAME_BYTES / blockBytes) {
            throw range.tooLong();
        }
        if (noData) {
            effect(run, ZEROS.slice(0, blockBytes), 0);
        } else {
            run.receiveExactly(
                    blockBytes,
                    range.lengthByte(),
                    block ->
                            effect(
                                    run,
                                    block.nioBuffer(block.readerIndex(), blockBytes),
                                    blockBytes));
        }
    }

    private void effect(Execution run, ByteBuffer block, int fullLength) {
        // What is unmapped reads as zero: only zeros may be unmapped (SBC-4 5.45, LBPRZ).
        boolean zeros = block.mismatch(ZEROS.slice(0, block.remaining())) < 0;
        if (anchor && zeros) {
            Anchoring.anchor(run, range, outcome -> run.end(outcome, range.lba(), fullLength));
        } else if (unmap && zeros) {
            run.unmap(
                    range.byteOffset(run),
                    range.byteCount(run),
                    outcome -> run.end(outcome, range.lba(), fullLength));
        } else {
            write(run, block, fullLength);
        }
    }

    private void write(Execution run, ByteBuffer block, int fullLength) {
        long start = range.byteOffset(run);
        long end = start + range.byteCount(run);
        AtomicLong written = new AtomicLong(start);
        new StepLoop(
                        loop -> {
                            long position = written.get();
                            long bytes = Math.min(end - position, CHUNK_BYTES);
                            run.writeSame(
                                    position,
                                    bytes,
                                    block,
                                    outcome -> {
                                        boolean more = written.addAndGet(bytes) < end;
                                        if (more && outcome instanceof Outcome.Done) {
                                            loop.next();
                                        } else {
                                            run.end(outcome, range.lba(), fullLength);
                                        }
                                    });
                        })
                .next();
    }
}
