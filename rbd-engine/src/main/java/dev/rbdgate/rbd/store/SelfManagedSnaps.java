package dev.rbdgate.rbd.store;

import java.util.concurrent.CompletableFuture;

/**
 * Snapshots of a pool that a client manages: the store gives out ids and keeps what objects were;
 * which objects and which ids belong together is the client's affair. A context of a store that can
 * do this implements it. Futures fail with {@link ObjectStoreException}.
 */
public interface SelfManagedSnaps {

    /** A new snapshot id of the context's pool, above all earlier ones. */
    CompletableFuture<Long> createSnap();

    /** Gives a snapshot id up; what only it preserved is freed, at some time. */
    CompletableFuture<Void> removeSnap(long snapId);

    /**
     * Makes an object's head what it was at a snapshot, and removes it if it was not there. A write
     * with the context's snapshots: what they preserve stays.
     */
    CompletableFuture<Void> rollback(String object, long snapId);
}
