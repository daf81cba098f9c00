package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import java.util.concurrent.CompletableFuture;

/** The store's own side of snapshots, of the pool of an image's data. */
final class SnapshotIds {
    private SnapshotIds() {}

    /** UNSUPPORTED if the store keeps no snapshots. */
    static SelfManagedSnaps of(ObjectContext context) {
        if (context instanceof SelfManagedSnaps snaps) {
            return snaps;
        }
        throw new ImageException(
                ImageException.Reason.UNSUPPORTED, "the store does not keep snapshots");
    }

    /** Gives an id up, which may have been given up before. */
    static CompletableFuture<Void> remove(ObjectContext context, long snapId) {
        return of(context)
                .removeSnap(snapId)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? Operations.done()
                                : CompletableFuture.failedFuture(failure));
    }
}
