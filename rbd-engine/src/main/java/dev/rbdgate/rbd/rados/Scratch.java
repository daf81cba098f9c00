package dev.rbdgate.rbd.rados;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Native memory of one call: names, in the caller's copies, and where librados writes results. A
 * small block is kept for the next call; what does not fit there is allocated and freed with the
 * call. Used by one thread at a time.
 */
final class Scratch implements AutoCloseable {

    /** Enough for the name and the result fields of a plain read or write. */
    static final int KEPT_BYTES = 1024;

    private static final int ALIGNMENT = 8;

    private final long kept;
    private int used;
    private long[] more = {};
    private int moreCount;

    Scratch() {
        kept = NativeMemory.allocate(KEPT_BYTES);
    }

    /** Memory of undefined content, aligned to 8 bytes, until the next {@link #reset}. */
    long allocate(long bytes) {
        long rounded = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
        if (rounded <= KEPT_BYTES - used) {
            long address = kept + used;
            used += (int) rounded;
            return address;
        }
        if (moreCount == more.length) {
            more = Arrays.copyOf(more, Math.max(4, more.length * 2));
        }
        long address = NativeMemory.allocate(bytes);
        more[moreCount++] = address;
        return address;
    }

    /** Eight bytes, zeroed: a result that stays zero when librados does not come to write it. */
    long word() {
        long address = allocate(Long.BYTES);
        NativeMemory.putLong(address, 0);
        return address;
    }

    long bytes(byte[] value) {
        long address = allocate(value.length);
        NativeMemory.putBytes(address, value);
        return address;
    }

    /**
     * A C string.
     *
     * @throws IllegalArgumentException for a text with a NUL character
     */
    long string(String text) {
        int length = text.length();
        long address = allocate(length + 1L);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException("a name with a NUL character");
            }
            if (c >= 0x80) {
                return string(text.getBytes(StandardCharsets.UTF_8));
            }
            NativeMemory.putByte(address + i, (byte) c);
        }
        NativeMemory.putByte(address + length, (byte) 0);
        return address;
    }

    /** The bytes and a NUL after them. */
    long string(byte[] text) {
        long address = allocate(text.length + 1L);
        NativeMemory.putBytes(address, text);
        NativeMemory.putByte(address + text.length, (byte) 0);
        return address;
    }

    /** Frees the call's memory. */
    void reset() {
        for (int i = 0; i < moreCount; i++) {
            NativeMemory.free(more[i]);
        }
        moreCount = 0;
        used = 0;
    }

    @Override
    public void close() {
        reset();
        NativeMemory.free(kept);
    }
}
