package dev.rbdgate.rbd.cls;

/** A class method's error. Stackless: it is an answer, not a defect. */
public final class ObjectClassException extends Exception {
    private static final long serialVersionUID = 1;
    private final int errno;

    /**
     * @param errno positive, see {@link dev.rbdgate.rbd.store.Errno}
     */
    public ObjectClassException(int errno) {
        super("errno " + errno, null, false, false);
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
