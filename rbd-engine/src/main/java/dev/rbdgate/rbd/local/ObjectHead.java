package dev.rbdgate.rbd.local;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What the key-value store knows of an object that lives in it.
 *
 * @param size bytes of its payload
 * @param version grows with every change
 */
record ObjectHead(long size, long version, Instant modified) {

    static final int BYTES = 28;

    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putLong(size)
                .putLong(version)
                .putLong(modified.getEpochSecond())
                .putInt(modified.getNano())
                .array();
    }

    static ObjectHead decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long size = in.getLong();
        long version = in.getLong();
        return new ObjectHead(size, version, Instant.ofEpochSecond(in.getLong(), in.getInt()));
    }
}
