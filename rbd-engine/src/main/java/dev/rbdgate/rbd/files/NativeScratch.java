package dev.rbdgate.rbd.files;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Each thread's native memory for one call: where errno goes, and the vector of buffers. */
final class NativeScratch {

    /** struct iovec: address and length, 8 bytes each. */
    private static final int IOVEC_BYTES = 16;

    private static final ThreadLocal<NativeScratch> CURRENT =
            ThreadLocal.withInitial(NativeScratch::new);

    private final MemorySegment errno;
    private final MemorySegment vector;
    private final MemorySegment status;

    private NativeScratch() {
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(Linker.Option.captureStateLayout());
        vector = arena.allocate((long) IOVEC_BYTES * StoreFile.MAX_BUFFERS, Long.BYTES);
        status = arena.allocate(LinuxCalls.STATX_BYTES, Long.BYTES);
    }

    static NativeScratch get() {
        return CURRENT.get();
    }

    MemorySegment errnoSegment() {
        return errno;
    }

    MemorySegment vectorSegment() {
        return vector;
    }

    MemorySegment statusSegment() {
        return status;
    }

    /** The error number of this thread's last failed call; errno is the only captured state. */
    int errno() {
        return errno.get(JAVA_INT, 0);
    }

    /**
     * Describes what remains of the buffers after their first {@code skip} bytes.
     *
     * @return how many entries, at most {@link StoreFile#MAX_BUFFERS}
     */
    int describe(List<ByteBuffer> buffers, long skip) {
        return describe(buffers, skip, Long.MAX_VALUE);
    }

    /**
     * The same for no more than {@code limit} bytes.
     *
     * @param limit positive
     */
    int describe(List<ByteBuffer> buffers, long skip, long limit) {
        int count = 0;
        long skipped = 0;
        long left = limit;
        for (int i = 0; i < buffers.size() && count < StoreFile.MAX_BUFFERS && left > 0; i++) {
            ByteBuffer buffer = buffers.get(i);
            if (!buffer.isDirect()) {
                throw new IllegalArgumentException("the buffer is not direct");
            }
            int length = buffer.remaining();
            long drop = Math.min(length, skip - skipped);
            skipped += drop;
            if (drop < length) {
                long entry = (long) count * IOVEC_BYTES;
                vector.set(JAVA_LONG, entry, MemorySegment.ofBuffer(buffer).address() + drop);
                long taken = Math.min(length - drop, left);
                vector.set(JAVA_LONG, entry + Long.BYTES, taken);
                left -= taken;
                count++;
            }
        }
        return count;
    }
}
