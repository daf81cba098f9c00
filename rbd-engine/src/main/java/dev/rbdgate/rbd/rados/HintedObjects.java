package dev.rbdgate.rbd.rados;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Data objects that an OSD has been told the size of. It keeps that with the object, so it need not
 * be told with every write, which would cost it a step of each transaction.
 *
 * <p>Remembers the objects written last, as many as the table holds. One that another client has
 * removed meanwhile is made again without the hint, which is no more than that: a hint.
 */
final class HintedObjects {

    /** 256 GiB of objects of 4 MiB; a power of two. */
    static final int MAX_OBJECTS = 1 << 16;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final AtomicLongArray tags = new AtomicLongArray(MAX_OBJECTS);

    /** What stands for an object here. */
    static long tag(IoContext.Key key, String object) {
        long hash = FNV_OFFSET ^ key.poolId();
        hash = mix(hash, key.namespace());
        // What separates the two.
        hash *= FNV_PRIME;
        return mix(hash, object);
    }

    /** FNV-1a, by characters. */
    private static long mix(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
        }
        return mixed;
    }

    boolean contains(long tag) {
        return tags.getOpaque(place(tag)) == tag;
    }

    /** In the place of another one, if need be. */
    void add(long tag) {
        tags.setOpaque(place(tag), tag);
    }

    /** The object is removed, and its hint with it. */
    void remove(long tag) {
        tags.compareAndSet(place(tag), tag, 0);
    }

    /** Where in the table. */
    static int place(long tag) {
        // The high half has mixed best.
        return (int) (tag >>> 40) & (MAX_OBJECTS - 1);
    }
}
