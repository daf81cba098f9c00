package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks up the pools of a store. */
record PoolLookup(ObjectStore store) {

    /** NOT_FOUND. */
    Pool byName(String name) {
        return store.pool(name)
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "pool %s does not exist".formatted(name)));
    }

    /** All pools there are. */
    CompletableFuture<List<Pool>> everywhere() {
        return store.allPools();
    }

    /** The pool that a header names by its id; NOT_FOUND. */
    Pool byId(long id) {
        return store.pools().stream()
                .filter(pool -> pool.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "pool with id %d is not among those in use".formatted(id)));
    }
}
