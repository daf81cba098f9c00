package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.Acknowledgement;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Whether an image, named or in the trash, may be removed. */
final class Removal {

    private final StoreKind kind;
    private final Facilities facilities;

    Removal(StoreKind kind, Facilities facilities) {
        this.kind = kind;
        this.facilities = facilities;
    }

    /** Removes an image by what is there of it: the header may be gone already. */
    CompletableFuture<ImageRemover> remover(
            ObjectContext context, String pool, String namespace, String id) {
        return new HeaderFormat2(context, id)
                .read()
                .thenApply(header ->
                        new ImageRemover(
                                ImageContexts.of(context, header, namespace, facilities.pools()),
                                id,
                                header.names().prefix(),
                                () -> deregister(context, pool, namespace, header)))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(
                                        new ImageRemover(
                                                new ImageContexts(context, context),
                                                id,
                                                new ImageObjects(id).dataPrefix() + ".",
                                                Operations::done))
                                : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Void> deregister(
            ObjectContext context, String pool, String namespace, ImageHeader header) {
        if (!header.parent().exists()) {
            return Operations.done();
        }
        ChildImageSpec clone =
                new ChildImageSpec(facilities.pools().byName(pool).id(), header.id(), namespace);
        return facilities
                .parents()
                .deregister(context, clone, header.parent().spec(), CloneKind.of(header));
    }

    /**
     * Refuses what cannot be removed as it is. A header that is gone already is of an image whose
     * removal was cut short.
     *
     * @param label names the image in refusals
     */
    CompletableFuture<Void> checkRemovable(ObjectContext context, String id, String label) {
        return Operations.absentIsFine(
                new HeaderFormat2(context, id)
                        .read()
                        .thenCompose(header -> {
                            header.checkSupported(label);
                            checkNoSnapshots(header, label);
                            return checkUnused(context, id, label);
                        }));
    }

    static void checkNoSnapshots(ImageHeader header, String label) {
        List<Snapshot> seen = InfoReader.snapshots(header);
        if (!seen.isEmpty()) {
            throw new ImageException(
                    ImageException.Reason.IN_USE,
                    "image %s has snapshots: %s"
                            .formatted(label, seen.stream().map(Snapshot::name).toList()));
        }
        if (!header.snapshots().isEmpty()) {
            throw new ImageException(
                    ImageException.Reason.IN_USE,
                    "image %s has removed snapshots that clones hang on, or others made"
                            .formatted(label));
        }
    }

    /**
     * IN_USE if another client has the image open, or a person has locked it. A lock that a dead
     * client has left is taken away.
     */
    CompletableFuture<Void> checkUnused(ObjectContext context, String id, String label) {
        if (kind.oneOwner()) {
            return Operations.done();
        }
        String header = new ImageObjects(id).header();
        return ImageLocks.watchers(context, header)
                .thenCompose(watchers -> {
                    checkUnwatched(watchers, label);
                    return ImageLock.holders(context, header);
                })
                .thenCompose(lock ->
                        switch (LockOwner.of(lock)) {
                            case LockOwner.Nobody _ -> Operations.done();
                            case LockOwner.Client dead ->
                                    LockBreaker.fenceAndBreak(
                                            context, header, dead.id(), dead.address());
                            case LockOwner.Foreign(String description) ->
                                    throw new ImageException(
                                            ImageException.Reason.IN_USE,
                                            "image %s is locked by %s"
                                                    .formatted(label, description));
                        });
    }

    private static void checkUnwatched(NotifyResult watchers, String label) {
        Stream.concat(
                        watchers.acknowledgements().stream().map(Acknowledgement::watcher),
                        watchers.timeouts().stream())
                .findFirst()
                .ifPresent(watcher -> {
                    throw new ImageException(
                            ImageException.Reason.IN_USE,
                            "image %s is open by another client (client.%d)"
                                    .formatted(label, watcher.instanceId()));
                });
    }
}
