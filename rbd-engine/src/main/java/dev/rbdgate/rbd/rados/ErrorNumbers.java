package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.concurrent.CompletionException;

/** Results of librados calls as exceptions; and the error numbers only a cluster answers. */
final class ErrorNumbers {

    /** The cephx key is not the user's. */
    static final int EACCES = 13;

    private ErrorNumbers() {}

    /**
     * @return the result
     * @throws ObjectStoreException if it is negative
     */
    static int check(int result, String what) {
        if (result < 0) {
            throw new ObjectStoreException(-result, what + " failed");
        }
        return result;
    }

    /** A future's failure, for its dependent to throw on. */
    static RuntimeException rethrown(Throwable failure) {
        return failure instanceof RuntimeException runtime
                ? runtime
                : new CompletionException(failure);
    }
}
