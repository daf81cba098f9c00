package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import java.nio.ByteBuffer;

/** The payload of an object that lives in the key-value store: chunks; a missing one is zeros. */
final class RecordPayload {

    static final int CHUNK_BYTES = 4096;

    private RecordPayload() {}

    /** The bytes that are there, fewer than {@code length} at the end of the object. */
    static byte[] read(KeyValueStore kv, byte[] object, long size, long offset, int length)
            throws StoreFileException {
        int wanted = (int) Math.max(0, Math.min(length, size - offset));
        byte[] result = new byte[wanted];
        if (wanted == 0) {
            return result;
        }
        long end = offset + wanted;
        long last = (end - 1) / CHUNK_BYTES;
        kv.scan(
                Keys.chunk(object, offset / CHUNK_BYTES),
                Keys.next(Keys.chunk(object, last)),
                (key, chunk) -> {
                    long start = chunkIndex(key) * CHUNK_BYTES;
                    long from = Math.max(start, offset);
                    long to = Math.min(start + chunk.length, end);
                    if (from < to) {
                        System.arraycopy(
                                chunk,
                                (int) (from - start),
                                result,
                                (int) (from - offset),
                                (int) (to - from));
                    }
                    return true;
                });
        return result;
    }

    static long chunkIndex(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }
}
