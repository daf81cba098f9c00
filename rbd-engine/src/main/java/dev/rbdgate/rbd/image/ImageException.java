package dev.rbdgate.rbd.image;

/** An operation on an image that was refused or failed, with what the user should know. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Reason reason;

    /** Kinds of refusal, which REST turns into status codes. */
    public enum Reason {
        NOT_FOUND,
        ALREADY_EXISTS,
        IN_USE,
        INVALID,
        UNSUPPORTED,
        OUT_OF_SPACE,
        FAILED
    }

    public ImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
