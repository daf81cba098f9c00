package dev.rbdgate.scsi.buffer;

import org.jspecify.annotations.Nullable;

/**
 * The data buffer of a unit, buffer id 0. Its memory is taken when it is first written; before that
 * it reads as zero. Any thread.
 */
public final class DataBuffer {

    public static final int CAPACITY_BYTES = 64 << 10;

    private byte @Nullable [] content;

    /**
     * @param offset with the length of {@code data} at most {@link #CAPACITY_BYTES}
     */
    public synchronized void write(int offset, byte[] data) {
        if (content == null) {
            content = new byte[CAPACITY_BYTES];
        }
        System.arraycopy(data, 0, content, offset, data.length);
    }

    /**
     * @param offset with {@code bytes} at most {@link #CAPACITY_BYTES}
     */
    public synchronized byte[] read(int offset, int bytes) {
        byte[] out = new byte[bytes];
        if (content != null) {
            System.arraycopy(content, offset, out, 0, bytes);
        }
        return out;
    }
}
