package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.StepLoop;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Reads blocks from the medium, a chunk at a time through one buffer, and compares them with what
 * is expected (SBC-4 5.34, BYTCHK). Memory is bounded however long the range is.
 */
final class MediumCheck {

    private static final int CHUNK_BYTES = 1 << 20;

    /** What the medium should hold. */
    @FunctionalInterface
    interface Expectation {

        /** Any data will do, so long as it can be read. */
        Expectation READABLE = (_, _) -> -1;

        /**
         * Index of the first byte of {@code found} that is not as expected, or -1.
         *
         * @param offset of {@code found}'s first byte from the start of the range
         */
        int mismatch(ByteBuffer found, long offset);

        /** The same bytes as {@code data}, from its reader index on. */
        static Expectation equalTo(ByteBuf data) {
            return (found, offset) -> {
                int start = Math.toIntExact(data.readerIndex() + offset);
                return found.mismatch(data.nioBuffer(start, found.remaining()));
            };
        }

        /** One block, over and over. */
        static Expectation repeated(ByteBuf block, int blockBytes) {
            return (found, _) -> {
                ByteBuffer expected = block.nioBuffer(block.readerIndex(), blockBytes);
                for (int start = 0; start < found.remaining(); start += blockBytes) {
                    int mismatch = found.slice(start, blockBytes).mismatch(expected);
                    if (mismatch >= 0) {
                        return start + mismatch;
                    }
                }
                return -1;
            };
        }
    }

    private final Execution run;
    private final BlockRange range;
    private final long byteCount;
    private final Expectation expectation;
    private final long fullLength;
    private final ByteBuf chunk;
    private long checked;

    private MediumCheck(
            Execution run,
            BlockRange range,
            long byteCount,
            Expectation expectation,
            long fullLength) {
        this.run = run;
        this.range = range;
        this.byteCount = byteCount;
        this.expectation = expectation;
        this.fullLength = fullLength;
        this.chunk = run.allocate((int) Math.min(byteCount, CHUNK_BYTES));
    }

    /**
     * Checks the first {@code byteCount} bytes of a range and ends the command.
     *
     * @param byteCount whole blocks, at least one
     * @param fullLength of the command, for its answer
     */
    static void start(
            Execution run,
            BlockRange range,
            long byteCount,
            Expectation expectation,
            long fullLength) {
        MediumCheck check = new MediumCheck(run, range, byteCount, expectation, fullLength);
        new StepLoop(check::readChunk).next();
    }

    private void readChunk(StepLoop loop) {
        if (checked == byteCount) {
            chunk.release();
            run.good(fullLength);
            return;
        }
        int bytes = (int) Math.min(byteCount - checked, CHUNK_BYTES);
        run.read(
                range.byteOffset(run) + checked,
                Execution.buffers(chunk, 0, bytes),
                bytes,
                outcome -> compare(outcome, bytes, loop));
    }

    private void compare(Outcome outcome, int bytes, StepLoop loop) {
        if (!(outcome instanceof Outcome.Done)) {
            chunk.release();
            run.end(outcome, range.lba(), fullLength);
            return;
        }
        int mismatch = expectation.mismatch(chunk.nioBuffer(0, bytes), checked);
        if (mismatch >= 0) {
            chunk.release();
            run.refuse(Refusal.miscompare(checked + mismatch));
            return;
        }
        checked += bytes;
        loop.next();
    }
}
