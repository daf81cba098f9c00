package dev.rbdgate.rbd.files;

import java.io.IOException;

/** A file call that the operating system refused. */
public final class StoreFileException extends IOException {
    private static final long serialVersionUID = 1;
    private final int errno;

    /**
     * @param errno positive, see {@link dev.rbdgate.rbd.store.Errno}
     * @param call what was called on what, for the log
     */
    public StoreFileException(int errno, String call) {
        super(call + ": " + ErrnoText.of(errno) + " (errno " + errno + ")");
        this.errno = errno;
    }

    public StoreFileException(int errno, String call, Throwable cause) {
        this(errno, call);
        initCause(cause);
    }

    public int errno() {
        return errno;
    }
}
