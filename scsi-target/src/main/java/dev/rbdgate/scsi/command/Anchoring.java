package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.StepLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Anchors blocks (SBC-4 4.7.3): they read as zero and keep storage, so that a later write of them
 * does not run out of space. Zeros are written for that, and the blocks are told as mapped.
 */
final class Anchoring {

    private static final int PIECE_BYTES = 64 << 10;

    /** One write; an abort takes effect between two. */
    private static final int CHUNK_BYTES = 1 << 20;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(PIECE_BYTES).asReadOnlyBuffer();

    private Anchoring() {}

    /** Anchors a range that lies inside the device; {@code end} is told once. */
    static void anchor(Execution run, BlockRange range, Completion end) {
        long last = range.byteOffset(run) + range.byteCount(run);
        AtomicLong position = new AtomicLong(range.byteOffset(run));
        Durability durability = run.durability(false);
        new StepLoop(
                        loop -> {
                            long from = position.get();
                            int bytes = (int) Math.min(last - from, CHUNK_BYTES);
                            run.write(
                                    from,
                                    zeros(bytes),
                                    bytes,
                                    durability,
                                    outcome -> {
                                        boolean more = position.addAndGet(bytes) < last;
                                        if (more && outcome instanceof Outcome.Done) {
                                            loop.next();
                                        } else {
                                            end.complete(outcome);
                                        }
                                    });
                        })
                .next();
    }

    private static List<ByteBuffer> zeros(int bytes) {
        if (bytes % PIECE_BYTES == 0) {
            return Collections.nCopies(bytes / PIECE_BYTES, ZEROS);
        }
        List<ByteBuffer> list = new ArrayList<>(Collections.nCopies(bytes / PIECE_BYTES, ZEROS));
        list.add(ZEROS.slice(0, bytes % PIECE_BYTES));
        return list;
    }
}
