package dev.rbdgate.rbd.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Lists of payload buffers, whose positions and limits stay as they are. */
final class Buffers {

    private static final int ZERO_BYTES = 64 << 10;
    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(ZERO_BYTES).asReadOnlyBuffer();

    private Buffers() {}

    static long remaining(List<ByteBuffer> buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** Adds views of {@code length} bytes from {@code offset} on to {@code slices}. */
    static void slice(List<ByteBuffer> buffers, long offset, long length, List<ByteBuffer> slices) {
        long skip = offset;
        long left = length;
        for (ByteBuffer buffer : buffers) {
            if (left == 0) {
                return;
            }
            int remaining = buffer.remaining();
            if (skip >= remaining) {
                skip -= remaining;
                continue;
            }
            int run = (int) Math.min(left, remaining - skip);
            slices.add(buffer.slice(buffer.position() + (int) skip, run));
            skip = 0;
            left -= run;
        }
    }

    /** The parts of a range's payload that belong to one extent of one object, in its order. */
    static List<ByteBuffer> ofExtent(
            Striper striper,
            long byteOffset,
            List<ByteBuffer> buffers,
            long object,
            long objectOffset,
            long length) {
        List<ByteBuffer> slices = new ArrayList<>();
        long at = objectOffset;
        long end = objectOffset + length;
        while (at < end) {
            long run = Math.min(end - at, striper.stripeUnit() - at % striper.stripeUnit());
            slice(buffers, striper.imageOffset(object, at) - byteOffset, run, slices);
            at += run;
        }
        return slices;
    }

    /** Zeroes all bytes after the first {@code kept}. */
    static void zeroAfter(List<ByteBuffer> buffers, long kept) {
        long skip = kept;
        for (ByteBuffer buffer : buffers) {
            int remaining = buffer.remaining();
            if (skip >= remaining) {
                skip -= remaining;
                continue;
            }
            int at = buffer.position() + (int) skip;
            int left = remaining - (int) skip;
            while (left > 0) {
                int run = Math.min(left, ZERO_BYTES);
                buffer.put(at, ZEROS, 0, run);
                at += run;
                left -= run;
            }
            skip = 0;
        }
    }

    /** The index of the first byte that is not zero; -1 if all are. */
    static long firstNonZero(List<ByteBuffer> buffers) {
        long before = 0;
        for (ByteBuffer buffer : buffers) {
            int remaining = buffer.remaining();
            for (int at = 0; at < remaining; at += ZERO_BYTES) {
                int run = Math.min(remaining - at, ZERO_BYTES);
                int mismatch =
                        buffer.slice(buffer.position() + at, run).mismatch(ZEROS.slice(0, run));
                if (mismatch >= 0) {
                    return before + at + mismatch;
                }
            }
            before += remaining;
        }
        return -1;
    }

    /** A direct buffer of these bytes, as stores want payload. */
    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** A part of a buffer, and how far from its start it is. */
    record Piece(long offset, ByteBuffer bytes) {}

    /** What of a buffer is not zero, in aligned pieces of {@link #ZERO_BYTES} and joined ones. */
    static List<Piece> nonZeroPieces(ByteBuffer buffer) {
        List<Piece> pieces = new ArrayList<>();
        int start = buffer.position();
        int length = buffer.remaining();
        int from = 0;
        for (int at = 0; at < length; at += ZERO_BYTES) {
            int run = Math.min(length - at, ZERO_BYTES);
            if (buffer.slice(start + at, run).mismatch(ZEROS.slice(0, run)) < 0) {
                add(pieces, buffer, from, at);
                from = at + run;
            }
        }
        add(pieces, buffer, from, length);
        return pieces;
    }

    private static void add(List<Piece> pieces, ByteBuffer buffer, int from, int to) {
        if (from < to) {
            pieces.add(new Piece(from, buffer.slice(buffer.position() + from, to - from)));
        }
    }
}
