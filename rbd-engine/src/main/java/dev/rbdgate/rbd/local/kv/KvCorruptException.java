package dev.rbdgate.rbd.local.kv;

/** What the key-value store has on disk contradicts itself, although its checksums are right. */
public final class KvCorruptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    KvCorruptException(String message) {
        super(message);
    }

    KvCorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
