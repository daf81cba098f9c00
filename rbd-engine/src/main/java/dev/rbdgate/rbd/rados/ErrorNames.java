package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import java.util.List;

/** The errors that are told apart by name in metrics; their number is the bound on series. */
final class ErrorNames {

    private record Named(int errno, String name) {}

    private static final List<Named> NAMED =
            List.of(
                    new Named(Errno.ENOENT, "ENOENT"),
                    new Named(Errno.EEXIST, "EEXIST"),
                    new Named(Errno.EBUSY, "EBUSY"),
                    new Named(Errno.EAGAIN, "EAGAIN"),
                    new Named(Errno.ENODATA, "ENODATA"),
                    new Named(Errno.ERANGE, "ERANGE"),
                    new Named(Errno.EOVERFLOW, "EOVERFLOW"),
                    new Named(Errno.ECANCELED, "ECANCELED"),
                    new Named(Errno.EPERM, "EPERM"),
                    new Named(ErrorNumbers.EACCES, "EACCES"),
                    new Named(Errno.EINVAL, "EINVAL"),
                    new Named(Errno.EOPNOTSUPP, "EOPNOTSUPP"),
                    new Named(Errno.EIO, "EIO"),
                    new Named(Errno.ENOSPC, "ENOSPC"),
                    new Named(Errno.EDQUOT, "EDQUOT"),
                    new Named(Errno.EROFS, "EROFS"),
                    new Named(Errno.ETIMEDOUT, "ETIMEDOUT"),
                    new Named(Errno.ESHUTDOWN, "ESHUTDOWN"));

    /** A compare extent that found something else: an answer rather than a failure. */
    private static final int MISCOMPARE = NAMED.size();

    private static final int OTHER = NAMED.size() + 1;

    /** How many names there are. */
    static final int COUNT = NAMED.size() + 2;

    private ErrorNames() {}

    /**
     * @param errno positive
     * @return 0 to {@link #COUNT} - 1
     */
    static int indexOf(int errno) {
        if (errno > Errno.MAX) {
            return MISCOMPARE;
        }
        for (int i = 0; i < NAMED.size(); i++) {
            if (NAMED.get(i).errno() == errno) {
                return i;
            }
        }
        return OTHER;
    }

    static String at(int index) {
        if (index == MISCOMPARE) {
            return "miscompare";
        }
        return index == OTHER ? "other" : NAMED.get(index).name();
    }
}
