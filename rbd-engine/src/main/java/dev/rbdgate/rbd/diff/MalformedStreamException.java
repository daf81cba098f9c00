package dev.rbdgate.rbd.diff;

/** A stream that is not what it should be, or stops early. Stackless: it is an answer. */
public final class MalformedStreamException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final long streamOffset;

    MalformedStreamException(long streamOffset, String message) {
        super("at byte %d of the stream: %s".formatted(streamOffset, message), null, false, false);
        this.streamOffset = streamOffset;
    }

    /** Bytes of the stream that had been read. */
    public long streamOffset() {
        return streamOffset;
    }
}
