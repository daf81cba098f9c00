package dev.rbdgate.rbd.encoding;

/** Bytes that are not what they should encode. Stackless: it is an answer, not a defect. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
