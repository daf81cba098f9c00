package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.OmapKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of the key-value store.
 *
 * <pre>
 *   0 text                                        what the store knows of itself
 *   1 pool(u64) namespace 0 object 0 kind rest    one object: h head, p chunk(u64) of its payload,
 *                                                 m omap key, x attribute name
 *   2 pool(u64) namespace 0 object 0              an operation on a data object, under way
 * </pre>
 *
 * Names hold no zero byte, so that all of one object lies together and in the order of names.
 */
final class Keys {

    static final byte STORE = 0;
    static final byte OBJECT = 1;
    static final byte INTENT = 2;

    static final byte HEAD = 'h';
    static final byte PAYLOAD = 'p';
    static final byte OMAP = 'm';
    static final byte XATTR = 'x';

    private static final int POOL_BYTES = 9;

    private Keys() {}

    static byte[] store(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(STORE).put(text).array();
    }

    /** What all objects of a namespace begin with. */
    static byte[] namespace(byte table, long pool, String namespace) {
        byte[] text = namespace.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(POOL_BYTES + text.length + 1)
                .put(table)
                .putLong(pool)
                .put(text)
                .put((byte) 0)
                .array();
    }

    /** What all keys of an object begin with; its {@link #after} is where they end. */
    static byte[] object(byte[] namespace, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(namespace.length + text.length + 1)
                .put(namespace)
                .put(text)
                .put((byte) 0)
                .array();
    }

    /** Object names that begin so, from here to {@link #after}. */
    static byte[] prefix(byte[] namespace, String prefix) {
        byte[] text = prefix.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(namespace.length + text.length).put(namespace).put(text).array();
    }

    /** The object's name in a key that begins with {@code namespace}. */
    static String nameIn(byte[] key, int namespaceLength) {
        int end = namespaceLength;
        while (end < key.length && key[end] != 0) {
            end++;
        }
        return new String(key, namespaceLength, end - namespaceLength, StandardCharsets.UTF_8);
    }

    static byte[] of(byte[] object, byte kind) {
        return ByteBuffer.allocate(object.length + 1).put(object).put(kind).array();
    }

    static byte[] of(byte[] object, byte kind, byte[] rest) {
        return ByteBuffer.allocate(object.length + 1 + rest.length)
                .put(object)
                .put(kind)
                .put(rest)
                .array();
    }

    static byte[] chunk(byte[] object, long index) {
        return ByteBuffer.allocate(object.length + 1 + Long.BYTES)
                .put(object)
                .put(PAYLOAD)
                .putLong(index)
                .array();
    }

    static byte[] omap(byte[] object, OmapKey key) {
        return of(object, OMAP, key.bytes());
    }

    static byte[] xattr(byte[] object, String name) {
        return of(object, XATTR, name.getBytes(StandardCharsets.UTF_8));
    }

    /** The first key after all that begin with {@code prefix}. */
    static byte[] after(byte[] prefix) {
        byte[] end = prefix.clone();
        int last = end.length - 1;
        while (end[last] == (byte) 0xff) {
            last--;
        }
        end[last]++;
        return Arrays.copyOf(end, last + 1);
    }

    /** The smallest key after this one. */
    static byte[] next(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
