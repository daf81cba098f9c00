package dev.rbdgate.rbd.files;

import dev.rbdgate.rbd.store.Errno;

/** What an error number means, in words. */
final class ErrnoText {

    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int EISDIR = 21;
    private static final int EMFILE = 24;
    private static final int ENOTEMPTY = 39;

    private ErrnoText() {}

    static String of(int errno) {
        return switch (errno) {
            case Errno.EPERM -> "operation not permitted";
            case Errno.ENOENT -> "no such file or directory";
            case Errno.EIO -> "input/output error";
            case Errno.EBADF -> "file is closed";
            case Errno.EAGAIN -> "would block";
            case EACCES -> "permission denied";
            case Errno.EBUSY -> "device or resource busy";
            case Errno.EEXIST -> "file exists";
            case ENOTDIR -> "not a directory";
            case EISDIR -> "is a directory";
            case Errno.EINVAL -> "invalid argument";
            case EMFILE -> "too many open files";
            case Errno.EFBIG -> "file too large";
            case Errno.ENOSPC -> "no space left on device";
            case Errno.EROFS -> "read-only file system";
            case Errno.ENAMETOOLONG -> "file name too long";
            case ENOTEMPTY -> "directory not empty";
            case Errno.EOPNOTSUPP -> "operation not supported";
            case Errno.EDQUOT -> "disk quota exceeded";
            default -> "system error";
        };
    }
}
