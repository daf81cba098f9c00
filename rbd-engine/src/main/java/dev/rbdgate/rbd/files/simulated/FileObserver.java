package dev.rbdgate.rbd.files.simulated;

import dev.rbdgate.rbd.files.StoreFileException;

/** Sees every call at the file seam. Called from any thread. */
public interface FileObserver {

    /**
     * Before a call.
     *
     * @throws StoreFileException makes the call fail with it instead of taking effect
     */
    default void before(FileOperation operation) throws StoreFileException {}

    /** After a call that succeeded. */
    default void after(FileOperation operation) {}
}
