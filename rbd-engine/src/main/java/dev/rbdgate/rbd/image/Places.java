package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Pools and namespaces of a store by name, and the way control operations on them fail. */
final class Places {

    private final ObjectStore store;
    private final PoolLookup pools;

    Places(ObjectStore store, PoolLookup pools) {
        this.store = store;
        this.pools = pools;
    }

    PoolLookup pools() {
        return pools;
    }

    ObjectContext context(String pool, String namespace) {
        return store.context(pools.byName(pool), namespace);
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
