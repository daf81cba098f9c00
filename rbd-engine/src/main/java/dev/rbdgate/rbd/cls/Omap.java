package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Encoded values in an object's omap. A stored value that cannot be decoded is EIO. */
final class Omap {

    /** Entries read at a time; what is longer is read in several rounds. */
    static final int KEYS_PER_READ = 64;

    private Omap() {}

    static <T> @Nullable T get(
            ObjectClassContext object, String key, Function<Decoder, T> structure)
            throws ObjectClassException {
        return get(object, OmapKey.of(key), structure);
    }

    static <T> @Nullable T get(
            ObjectClassContext object, OmapKey key, Function<Decoder, T> structure)
            throws ObjectClassException {
        byte[] value = object.omapGet(key);
        return value == null ? null : decode(value, structure);
    }

    static <T> T require(ObjectClassContext object, String key, Function<Decoder, T> structure)
            throws ObjectClassException {
        T value = get(object, key, structure);
        if (value == null) {
            throw new ObjectClassException(Errno.ENOENT);
        }
        return value;
    }

    static <T> T getOrElse(
            ObjectClassContext object, String key, Function<Decoder, T> structure, T absent)
            throws ObjectClassException {
        T value = get(object, key, structure);
        return value == null ? absent : value;
    }

    static void put(ObjectClassContext object, String key, Consumer<Encoder> value) {
        object.omapSet(OmapKey.of(key), Encoder.bytes(value));
    }

    static void store(ObjectClassContext object, String key, Encodable value) {
        object.omapSet(OmapKey.of(key), value.toBytes());
    }

    static void remove(ObjectClassContext object, String key) {
        object.omapRemove(OmapKey.of(key));
    }

    /** Told of one entry: the key without its prefix, and the value. */
    @FunctionalInterface
    interface Visitor {
        void visit(String name, byte[] value) throws ObjectClassException;
    }

    /**
     * Visits the entries of a prefix in order of their keys.
     *
     * @param startAfter a key without the prefix; empty: from the first
     * @param max most entries to visit, unsigned
     */
    static void visit(
            ObjectClassContext object, String prefix, String startAfter, long max, Visitor visitor)
            throws ObjectClassException {
        OmapKey prefixKey = OmapKey.of(prefix);
        OmapKey after = OmapKey.of(prefix + startAfter);
        long left = max;
        while (left != 0) {
            int most = Long.compareUnsigned(left, KEYS_PER_READ) < 0 ? (int) left : KEYS_PER_READ;
            SortedMap<OmapKey, byte[]> entries = object.omapList(after, prefixKey, most);
            for (var entry : entries.entrySet()) {
                visitor.visit(entry.getKey().text().substring(prefix.length()), entry.getValue());
            }
            if (entries.size() < most) {
                return;
            }
            left -= entries.size();
            after = entries.lastKey();
        }
    }

    static <T> T decode(byte[] stored, Function<Decoder, T> structure) throws ObjectClassException {
        try {
            return Decoder.decode(stored, structure);
        } catch (MalformedException malformed) {
            throw new ObjectClassException(Errno.EIO);
        }
    }
}
