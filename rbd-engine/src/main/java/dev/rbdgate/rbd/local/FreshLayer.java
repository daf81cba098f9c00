package dev.rbdgate.rbd.local;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a head's layer owns beyond what is durable; there is one only until a sync covers it.
 *
 * <pre>u64 boot, u8 opaque, u64 size, u32 key length, key, bits</pre>
 *
 * @param boot the boot of the host that it counts in
 * @param object the object's key
 * @param opaque whether the layer has no parent: then nothing but this keeps the object from being
 *     there, without its data, after the host failed
 * @param size of the object when the layer was made: what counts if no sync ever covered it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
record FreshLayer(long boot, byte[] object, boolean opaque, long size, BlockBits bits) {

    private static final int FIXED_BYTES = 21;

    static byte[] key(long layer) {
        return Keys.numbered(Keys.FRESH, layer);
    }

    byte[] encode() {
        byte[] owned = bits.encode();
        return ByteBuffer.allocate(FIXED_BYTES + object.length + owned.length)
                .putLong(boot)
                .put((byte) (opaque ? 1 : 0))
                .putLong(size)
                .putInt(object.length)
                .put(object)
                .put(owned)
                .array();
    }

    static @Nullable FreshLayer decode(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        if (in.remaining() < FIXED_BYTES) {
            return null;
        }
        long boot = in.getLong();
        boolean opaque = in.get() != 0;
        long size = in.getLong();
        int keyBytes = in.getInt();
        if (keyBytes < 0 || keyBytes > in.remaining()) {
            return null;
        }
        byte[] key = new byte[keyBytes];
        in.get(key);
        return new FreshLayer(boot, key, opaque, size, BlockBits.decode(in.slice()));
    }
}
