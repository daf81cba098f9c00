package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.store.Errno;

/** Conditions that class methods begin with. */
final class Guards {

    /** Bits of the image features as the header stores them. */
    static final long LAYERING = 1;

    static final long STRIPING = 1L << 1;
    static final long EXCLUSIVE_LOCK = 1L << 2;
    static final long OBJECT_MAP = 1L << 3;
    static final long FAST_DIFF = 1L << 4;
    static final long DEEP_FLATTEN = 1L << 5;
    static final long JOURNALING = 1L << 6;
    static final long DATA_POOL = 1L << 7;
    static final long OPERATIONS = 1L << 8;
    static final long MIGRATING = 1L << 9;
    static final long NON_PRIMARY = 1L << 10;
    static final long DIRTY_CACHE = 1L << 11;

    static final long ALL_FEATURES = (1L << 12) - 1;

    private Guards() {}

    static void exists(ObjectClassContext object) throws ObjectClassException {
        check(object.exists(), Errno.ENOENT);
    }

    /** ENOEXEC unless the image has a feature; format 1 images have none. */
    static void feature(ObjectClassContext object, long feature) throws ObjectClassException {
        check(hasFeature(object, feature), Errno.ENOEXEC);
    }

    static boolean hasFeature(ObjectClassContext object, long feature) throws ObjectClassException {
        Long features = Omap.get(object, HeaderKeys.FEATURES, d -> d.u64());
        return features != null && (features & feature) == feature;
    }

    static void check(boolean condition, int errno) throws ObjectClassException {
        if (!condition) {
            throw new ObjectClassException(errno);
        }
    }

    /** Image ids are made of ASCII letters and digits. */
    static boolean validId(String id) {
        return !id.isEmpty() && id.chars().allMatch(Guards::letterOrDigit);
    }

    private static boolean letterOrDigit(int c) {
        boolean digit = c >= '0' && c <= '9';
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return digit || letter;
    }
}
