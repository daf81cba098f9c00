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

    /** Hexadecimal digits of an object's number in format 1. */
    static final int DIGITS_1 = 12;

    /** Hexadecimal digits of an object's number in format 2. */
    static final int DIGITS_2 = 16;

    private final String prefix;
    private final int digits;

    /** Made with the first name, since an image that nobody reads needs none of its 16 KiB. */
    private volatile @Nullable AtomicReferenceArray<@Nullable Name> kept;

    /**
     * @param objectPrefix as in the header: {@code rbd_data.<id>}
     * @param digits of the object's number: {@link #DIGITS_1} or {@link #DIGITS_2}
     */
    ObjectNames(String objectPrefix, int digits) {
        this.prefix = objectPrefix + ".";
        this.digits = digits;
    }

    String of(long object) {
        int slot = (int) object & (KEPT - 1);
        AtomicReferenceArray<@Nullable Name> names = kept();
        Name name = names.getPlain(slot);
        if (name == null || name.object != object) {
            name = new Name(object, prefix + HexFormat.of().toHexDigits(object, digits));
            names.setRelease(slot, name);
        }
        return name.text;
    }

    private AtomicReferenceArray<@Nullable Name> kept() {
        AtomicReferenceArray<@Nullable Name> names = kept;
        if (names == null) {
            names = new AtomicReferenceArray<>(KEPT);
            kept = names;
        }
        return names;
    }

    /** What all names begin with. */
    String prefix() {
        return prefix;
    }

    /** The number in a name; -1 if it is none of ours. */
    long number(String name) {
        if (!name.startsWith(prefix) || name.length() - prefix.length() != digits) {
            return -1;
        }
        try {
            return HexFormat.fromHexDigitsToLong(name, prefix.length(), name.length());
        } catch (IllegalArgumentException notHex) {
            return -1;
        }
    }
}
