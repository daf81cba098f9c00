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
 *   3 pool(u64) namespace 0 object 0              a snapshot set
 *   4 pool(u64) namespace 0 object 0 clone(u64) kind rest   records of a clone, kinds as above
 *   5 layer(u64)                                  blocks that a layer surely owns: size(u64) bits
 *   6 layer(u64)                                  blocks that the head's layer owns as long as the
 *                                                 host runs: see FreshLayer
 *   7 pool(u64) snapshot(u64)                     a snapshot that was made and not removed
 *   8 pool(u64) snapshot(u64)                     one that was removed, and is still to be tidied
 *   9 pool(u64) namespace 0 object 0              an object with files to delete
 *  10 path                                        checksums of a file: see ChecksumRecords
 * </pre>
 *
 * Names hold no zero byte, so that all of one object lies together and in the order of names.
 */
final class Keys {

    static final byte STORE = 0;
    static final byte OBJECT = 1;
    static final byte INTENT = 2;
    static final byte SNAP_SET = 3;
    static final byte CLONE = 4;
    static final byte OWNED = 5;
    static final byte FRESH = 6;
    static final byte SNAP = 7;
    static final byte REMOVED_SNAP = 8;
    static final byte GARBAGE = 9;
    static final byte CHECKSUM = 10;

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

    /** The pool in a key that names an object. */
    static long poolIn(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    /** The namespace in a key that names an object. */
    static String namespaceIn(byte[] key) {
        return nameIn(key, POOL_BYTES);
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

    /** What all keys of a clone begin with, in place of the object's. */
    static byte[] clone(byte[] cloneTableObject, long clone) {
        return ByteBuffer.allocate(cloneTableObject.length + Long.BYTES)
                .put(cloneTableObject)
                .putLong(clone)
                .array();
    }

    /** A key of a table by numbers. */
    static byte[] numbered(byte table, long... numbers) {
        ByteBuffer key = ByteBuffer.allocate(1 + numbers.length * Long.BYTES).put(table);
        for (long number : numbers) {
            key.putLong(number);
        }
        return key.array();
    }

    /** A key that names the same object in another table. */
    static byte[] inTable(byte table, byte[] key) {
        byte[] moved = key.clone();
        moved[0] = table;
        return moved;
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
