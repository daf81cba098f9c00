package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Pools and namespaces of a store by name, and the way control operations on them fail. */
final class Places {

    private final ObjectStore store;

    Places(ObjectStore store) {
        this.store = store;
    }

    /** NOT_FOUND if there is no such pool, or it is not among those that may be used. */
    Pool pool(String name) {
        return store.pool(name)
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "pool %s does not exist".formatted(name)));
    }

    ObjectContext context(String pool, String namespace) {
        return store.context(pool(pool), namespace);
    }

    ObjectContext context(ImageName name) {
        return context(name.pool(), name.namespace());
    }

    /** Every failure becomes an {@link ImageException}, also one thrown before the future. */
    static <T> CompletableFuture<T> guarded(String what, Supplier<CompletableFuture<T>> work) {
        return Operations.done()
                .thenCompose(_ -> work.get())
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(StoreErrors.imageException(failure, what)));
    }
}
