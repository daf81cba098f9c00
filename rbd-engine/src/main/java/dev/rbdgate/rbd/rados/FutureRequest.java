package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A call that answers a future, whose dependents run apart from the callback thread. */
abstract class FutureRequest<T extends @Nullable Object> extends Request {

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Executor executor;
    private final String what;

    /**
     * @param what "query of OBJECT", for messages
     */
    FutureRequest(IoContext io, Executor executor, String what) {
        super(io);
        this.executor = executor;
        this.what = what;
    }

    final CompletableFuture<T> future() {
        return future;
    }

    /** What the future answers, after {@link #collect} gave a result that is no error. */
    abstract T answer();

    /** Called before the future fails. */
    void refused() {}

    @Override
    long payloadBytes() {
        return 0;
    }

    @Override
    final void complete(int result) {
        if (result < 0) {
            refused();
        }
        executor.execute(() -> {
            if (result < 0) {
                future.completeExceptionally(new ObjectStoreException(-result, what + " failed"));
            } else {
                future.complete(answer());
            }
        });
    }
}
