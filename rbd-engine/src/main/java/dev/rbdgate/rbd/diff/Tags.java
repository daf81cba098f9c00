package dev.rbdgate.rbd.diff;

/** The letter each record begins with (Ceph documentation, "RBD Export and Import formats"). */
final class Tags {
    static final int FROM_SNAPSHOT = 'f';
    static final int TO_SNAPSHOT = 't';
    static final int PROTECTION = 'p';
    static final int SIZE = 's';
    static final int DATA = 'w';
    static final int ZERO = 'z';
    static final int END = 'e';

    static final int ORDER = 'O';
    static final int FEATURES = 'T';
    static final int STRIPE_UNIT = 'U';
    static final int STRIPE_COUNT = 'C';
    static final int METADATA = 'M';
    static final int IMAGE_END = 'E';

    private Tags() {}

    /** A tag for people: the letter, or its number where it has none. */
    static String text(int tag) {
        return tag > ' ' && tag < 0x7f ? "'" + (char) tag + "'" : "0x%02x".formatted(tag);
    }
}
