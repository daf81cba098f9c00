package dev.rbdgate.rbd.files;

/** The lock is held by somebody else. */
public final class FileLockedException extends Exception {
    private static final long serialVersionUID = 1;
    private final String owner;

    public FileLockedException(String owner) {
        super("locked by " + owner);
        this.owner = owner;
    }

    /** What the owner wrote about itself. */
    public String owner() {
        return owner;
    }
}
