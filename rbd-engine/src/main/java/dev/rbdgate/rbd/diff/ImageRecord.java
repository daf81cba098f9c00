package dev.rbdgate.rbd.diff;

/** What a stream of a whole image says before the differences that make up its snapshots. */
public sealed interface ImageRecord extends StreamRecord {

    /** Binary logarithm of the object size. */
    record Order(int order) implements ImageRecord {}

    /** The bits of the image's features. */
    record Features(long mask) implements ImageRecord {}

    /** Bytes. */
    record StripeUnit(long bytes) implements ImageRecord {}

    record StripeCount(long objects) implements ImageRecord {}

    /** A user's metadata. */
    record Metadata(String key, String value) implements ImageRecord {}

    /** How many streams of differences follow: one for each snapshot, and one for the head. */
    record Diffs(long count) implements ImageRecord {}
}
