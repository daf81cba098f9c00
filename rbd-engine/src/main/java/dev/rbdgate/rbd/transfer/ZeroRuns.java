package dev.rbdgate.rbd.transfer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Parts of a piece of an image that are alike: by blocks, which begin where the image's do. */
final class ZeroRuns {

    /** Bytes that are looked at together: what file systems allocate. */
    static final int BLOCK_BYTES = 4096;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(BLOCK_BYTES).asReadOnlyBuffer();

    private ZeroRuns() {}

    /** Told of the parts, in order. */
    interface Visitor {
        void data(long byteOffset, ByteBuffer bytes);

        void zero(long byteOffset, long byteCount);
    }

    private enum Kind {
        SAME,
        ZERO,
        DATA
    }

    /**
     * Visits the parts of a piece that differ from what was there before.
     *
     * @param byteOffset of the piece in its image
     * @param before as long as {@code now}; null: all parts differ
     */
    static void visit(
            long byteOffset, ByteBuffer now, @Nullable ByteBuffer before, Visitor visitor) {
        int length = now.remaining();
        int start = 0;
        Kind running = Kind.SAME;
        int at = 0;
        while (at < length) {
            int toBoundary = (int) (BLOCK_BYTES - (byteOffset + at) % BLOCK_BYTES);
            int run = Math.min(length - at, toBoundary);
            Kind kind = kind(now, before, at, run);
            if (kind != running) {
                emit(byteOffset, now, start, at, running, visitor);
                start = at;
                running = kind;
            }
            at += run;
        }
        emit(byteOffset, now, start, length, running, visitor);
    }

    private static Kind kind(ByteBuffer now, @Nullable ByteBuffer before, int at, int run) {
        ByteBuffer block = now.slice(now.position() + at, run);
        if (before != null && block.equals(before.slice(before.position() + at, run))) {
            return Kind.SAME;
        }
        return block.equals(ZEROS.slice(0, run)) ? Kind.ZERO : Kind.DATA;
    }

    private static void emit(
            long byteOffset, ByteBuffer now, int from, int to, Kind kind, Visitor visitor) {
        if (from == to) {
            return;
        }
        switch (kind) {
            case SAME -> {}
            case ZERO -> visitor.zero(byteOffset + from, to - from);
            case DATA ->
                    visitor.data(byteOffset + from, now.slice(now.position() + from, to - from));
        }
    }
}
