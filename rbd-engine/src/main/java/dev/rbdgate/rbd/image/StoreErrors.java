package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.concurrent.CompletionException;

/** What a store's error numbers mean to those who use an image: the one place that says so. */
final class StoreErrors {
    private StoreErrors() {}

    /**
     * The outcome of a failed data call.
     *
     * @param result negative, of an object completion
     * @param fallback what an error of the storage itself is called: a read's or a write's
     */
    static Outcome outcome(int result, BlockError fallback, String what) {
        return Outcome.failed(error(-result, fallback), what + ": errno " + -result);
    }

    private static BlockError error(int errno, BlockError fallback) {
        return switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT -> BlockError.OUT_OF_SPACE;
            case Errno.EROFS, Errno.EPERM -> BlockError.WRITE_PROTECTED;
            // The lock that guards the object map is no longer ours: somebody has taken over.
            case Errno.ESHUTDOWN, Errno.EBUSY -> BlockError.FENCED;
            case Errno.EAGAIN -> BlockError.BUSY;
            case Errno.EOPNOTSUPP -> BlockError.UNSUPPORTED;
            case Errno.EINVAL, Errno.ENOSYS, Errno.ECANCELED -> BlockError.INTERNAL;
            default -> fallback;
        };
    }

    /** The error number that a failure is told other clients as; EIO for one that has none. */
    static int errno(Throwable failure) {
        return switch (cause(failure)) {
            case ObjectStoreException refusal -> refusal.errno();
            case ImageException told when told.getCause() instanceof ObjectStoreException refusal ->
                    refusal.errno();
            case ImageException told -> errno(told.reason());
            default -> Errno.EIO;
        };
    }

    private static int errno(ImageException.Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> Errno.ENOENT;
            case ALREADY_EXISTS -> Errno.EEXIST;
            case IN_USE -> Errno.EBUSY;
            case INVALID -> Errno.EINVAL;
            case UNSUPPORTED -> Errno.EOPNOTSUPP;
            case OUT_OF_SPACE -> Errno.ENOSPC;
            case FAILED -> Errno.EIO;
        };
    }

    static boolean is(Throwable failure, int errno) {
        return cause(failure) instanceof ObjectStoreException refusal && refusal.errno() == errno;
    }

    /** A failed control operation, for the user. */
    static ImageException imageException(Throwable failure, String what) {
        Throwable cause = cause(failure);
        if (cause instanceof ImageException told) {
            return told;
        }
        ImageException.Reason reason =
                cause instanceof ObjectStoreException refusal
                        ? reason(refusal.errno())
                        : ImageException.Reason.FAILED;
        String why =
                cause instanceof MalformedException
                        ? "stored data cannot be decoded: " + cause.getMessage()
                        : String.valueOf(cause.getMessage());
        ImageException exception = new ImageException(reason, what + ": " + why);
        exception.initCause(cause);
        return exception;
    }

    private static ImageException.Reason reason(int errno) {
        return switch (errno) {
            case Errno.ENOENT -> ImageException.Reason.NOT_FOUND;
            case Errno.EEXIST -> ImageException.Reason.ALREADY_EXISTS;
            case Errno.EBUSY -> ImageException.Reason.IN_USE;
            case Errno.ENOSPC, Errno.EDQUOT -> ImageException.Reason.OUT_OF_SPACE;
            default -> ImageException.Reason.FAILED;
        };
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
