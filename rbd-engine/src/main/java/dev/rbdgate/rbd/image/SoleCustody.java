package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.AsyncRequestId;
import dev.rbdgate.rbd.notify.OwnerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An image of a store that nobody else uses: what is open is ours to change. */
final class SoleCustody implements Custody {

    private final @Nullable ImageLock lock;

    /**
     * @param lock null if the image has no exclusive lock
     */
    SoleCustody(@Nullable ImageLock lock) {
        this.lock = lock;
    }

    @Override
    public CompletableFuture<Void> maintain(
            Function<AsyncRequestId, OwnerRequest> request,
            DoubleConsumer progress,
            Supplier<CompletableFuture<Void>> here) {
        return here.get();
    }

    @Override
    public CompletableFuture<Void> own(Supplier<CompletableFuture<Void>> here) {
        return here.get();
    }

    @Override
    public CompletableFuture<Void> stop() {
        return Operations.done();
    }

    @Override
    public CompletableFuture<Void> close() {
        return lock == null ? Operations.done() : lock.release();
    }

    @Override
    public CompletableFuture<Void> abandon() {
        return lock == null ? Operations.done() : lock.abandon();
    }
}
