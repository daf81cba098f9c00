package dev.rbdgate.rbd.image;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Names of an image's data objects. Names are on the path of every call, so those used last are
 * kept, one for each slot of a table; two threads that fill a slot at once do no harm.
 */
final class ObjectNames {

    /** A power of two; with 4 MiB objects it covers 16 GiB of an image. */
    private static final int KEPT = 4096;

    private record Name(long object, String text) {}

    private final String prefix;
    private final AtomicReferenceArray<@Nullable Name> kept = new AtomicReferenceArray<>(KEPT);

    /**
     * @param objectPrefix as in the header: {@code rbd_data.<id>}
     */
    ObjectNames(String objectPrefix) {
        this.prefix = objectPrefix + ".";
    }

    String of(long object) {
        int slot = (int) object & (KEPT - 1);
        Name name = kept.getPlain(slot);
        if (name == null || name.object != object) {
            name = new Name(object, prefix + HexFormat.of().toHexDigits(object));
            kept.setRelease(slot, name);
        }
        return name.text;
    }

    /** What all names begin with. */
    String prefix() {
        return prefix;
    }

    /** The number in a name; -1 if it is none of ours. */
    long number(String name) {
        int digits = name.length() - prefix.length();
        if (!name.startsWith(prefix) || digits != Long.BYTES * 2) {
            return -1;
        }
        try {
            return HexFormat.fromHexDigitsToLong(name, prefix.length(), name.length());
        } catch (IllegalArgumentException notHex) {
            return -1;
        }
    }
}
