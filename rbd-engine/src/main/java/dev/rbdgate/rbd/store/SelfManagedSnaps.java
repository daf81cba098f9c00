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

    /**
     * Gives a snapshot id up; what only it preserved is freed, at some time. From now on no write
     * preserves anything for it and nothing is read at it. One that was given up before is no
     * error, one that was never made is ENOENT.
     */
    CompletableFuture<Void> removeSnap(long snapId);

    /**
     * Makes an object's head what it was at a snapshot, and removes it if it was not there. A write
     * with the context's snapshots: what they preserve stays.
     */
    CompletableFuture<Void> rollback(String object, long snapId);
}
