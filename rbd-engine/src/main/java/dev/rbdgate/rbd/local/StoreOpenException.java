package dev.rbdgate.rbd.local;

/** The store cannot be opened. The message says why, and what to do. */
public final class StoreOpenException extends Exception {
    private static final long serialVersionUID = 1;

    StoreOpenException(String message) {
        super(message);
    }

    StoreOpenException(String message, Throwable cause) {
        super(message, cause);
    }
}
