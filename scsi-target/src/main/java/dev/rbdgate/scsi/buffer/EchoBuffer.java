package dev.rbdgate.scsi.buffer;

import org.jspecify.annotations.Nullable;

/**
 * The echo buffer of one I_T nexus, which no other nexus overwrites (EBOS, SPC-5 6.20.6). Any
 * thread.
 */
public final class EchoBuffer {

    public static final int CAPACITY_BYTES = 4096;

    private volatile byte @Nullable [] content;

    /**
     * @param data at most {@link #CAPACITY_BYTES}, handed over
     */
    public void write(byte[] data) {
        content = data;
    }

    /** What was written last, not to be changed; null if nothing ever was. */
    public byte @Nullable [] read() {
        return content;
    }
}
