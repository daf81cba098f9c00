package dev.rbdgate.rbd.diff;

/** What a reader takes at most before it calls a stream malformed. */
final class StreamLimits {

    /** Bytes of a snapshot's name, as {@code rbd import-diff} has it. */
    static final int SNAPSHOT_NAME_BYTES = 4096;

    /** Bytes of a metadata record, key and value together. */
    static final int METADATA_BYTES = 1 << 20;

    /** Bytes of a record of the image's header whose kind is not known; it is skipped. */
    static final long SKIPPED_BYTES = 1L << 30;

    private StreamLimits() {}
}
