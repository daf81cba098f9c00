package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A control operation on one object that reads, answered by a future. */
final class QueryCall<T> extends ObjectCall {

    private static final Logger LOG = LoggerFactory.getLogger(QueryCall.class);

    /** What is asked, with shared access to the object, which has been looked up. */
    interface Question<T> {
        T answer(LocalObject object) throws StoreFileException;
    }

    private final LocalObject object;
    private final Question<T> question;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable T answer;
    private @Nullable ObjectStoreException failure;

    QueryCall(LocalObject object, Question<T> question) {
        super(false);
        this.object = object;
        this.question = question;
    }

    CompletableFuture<T> future() {
        return future;
    }

    @Override
    void run() {
        try {
            object.lookUp();
            answer = question.answer(object);
        } catch (StoreFileException e) {
            LOG.error("Object {} could not be read", object, e);
            failure = new ObjectStoreException(FileErrors.errno(e), "read " + object);
        } catch (ObjectStoreException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            LOG.error("Defect while reading object {}", object, e);
            failure = new ObjectStoreException(Errno.EIO, "read " + object);
        }
    }

    @Override
    void finish() {
        object.namespace().parts().workers().completed();
        T value = answer;
        ObjectStoreException problem = failure;
        if (value != null && problem == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(
                    problem == null
                            ? new ObjectStoreException(Errno.EIO, "no answer of " + object)
                            : problem);
        }
    }
}
