package dev.rbdgate.scsi.copy;

/** What the copy manager takes at most, as the third-party copy page tells (SPC-5 7.7.22). */
public final class CopyLimits {

    public static final int MAX_CSCD_DESCRIPTORS = 64;

    public static final int MAX_SEGMENT_DESCRIPTORS = 64;

    /** Every CSCD descriptor and every segment descriptor together. */
    public static final int MAX_DESCRIPTOR_LIST_BYTES =
            MAX_CSCD_DESCRIPTORS * CscdDescriptor.BYTES
                    + MAX_SEGMENT_DESCRIPTORS * SegmentDescriptor.BYTES;

    /** Longest segment: what 16 bits of 4096-byte blocks are, rounded up. */
    public static final int MAX_SEGMENT_BYTES = 256 << 20;

    /** Ranges of a token, or of a write that uses one. */
    public static final int MAX_RANGES = 64;

    /** Most bytes that one token stands for, or that one command writes with it. */
    public static final long MAX_TOKEN_BYTES = 1L << 30;

    /** Most bytes at a time that still end within the 4 s that Windows allows itself to wait. */
    public static final long OPTIMAL_TOKEN_BYTES = 64L << 20;

    /** How long a token lives that nobody uses, in seconds. */
    public static final int MIN_INACTIVITY_SECONDS = 1;

    public static final int DEFAULT_INACTIVITY_SECONDS = 60;

    public static final int MAX_INACTIVITY_SECONDS = 600;

    /** Tokens that are remembered, of all units together. */
    public static final int MAX_TOKENS = 1024;

    /** Copies that run at once, of all units together. */
    public static final int MAX_COPIES = 64;

    /** Copies that one unit remembers by their list identifiers, running ones included. */
    public static final int MAX_IDENTIFIED_COPIES = 255;

    /** Bytes that are read and written in one go. */
    static final int CHUNK_BYTES = 512 << 10;

    /** Chunks of one copy in flight. With the others it bounds the memory that copies take. */
    static final int CHUNKS_IN_FLIGHT = 4;

    /** Bytes whose allocation is asked for at a time. */
    static final int WINDOW_BYTES = 32 << 20;

    private CopyLimits() {}
}
