package dev.rbdgate.scsi.copy;

/** Told what copies do, for metrics. Called on the threads that copy; must not block or throw. */
public interface CopyObserver {

    /** Nobody is told. */
    CopyObserver NONE = new CopyObserver() {};

    default void started() {}

    /**
     * A part of a copy is done.
     *
     * @param zeros whether it was given back rather than read and written
     */
    default void copied(long byteCount, boolean zeros) {}

    default void ended(CopyState how) {}
}
