package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;

/** What a failed file call means for the call on an object that needed it. */
final class FileErrors {
    private FileErrors() {}

    /**
     * The error number to answer. That an object does not exist is never told by an exception, so a
     * file that is not there is one that records or directories say should be: the object is
     * damaged, and must not be taken for a hole.
     */
    static int errno(StoreFileException e) {
        return e.errno() == Errno.ENOENT ? Errno.EIO : e.errno();
    }
}
