package dev.rbdgate.rbd.store;

/** A control operation that ended with an error number. */
public final class ObjectStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int errno;

    /**
     * @param errno positive, see {@link Errno}
     */
    public ObjectStoreException(int errno, String message) {
        super(message + " (errno " + errno + ")");
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
