package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.Errno;
import java.util.concurrent.CompletableFuture;

/** Changes of a snapshot that leave its data alone, while no request runs. */
final class SnapshotChanges {

    private final ImageIo image;
    private final CloneRegistry clones;

    SnapshotChanges(ImageIo image, CloneRegistry clones) {
        this.image = image;
        this.clones = clones;
    }

    /** A snapshot that users see; NOT_FOUND. */
    static SnapMeta named(ImageIo image, String name) {
        return named(image.header(), image.name(), name);
    }

    static SnapMeta named(ImageHeader header, ImageName image, String name) {
        return header.snapshot(name)
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "snapshot %s@%s does not exist".formatted(image, name)));
    }

    /** NOT_FOUND, ALREADY_EXISTS, INVALID. */
    CompletableFuture<Void> rename(long snapId, String newName) {
        SnapshotCreator.checkName(newName);
        return image.refreshOrShut()
                .thenCompose(_ ->
                        image.access()
                                .renameSnapshot(
                                        image.header().snapshot(snapId).orElseThrow(this::gone),
                                        newName))
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.EEXIST)
                                        ? new ImageException(
                                                ImageException.Reason.ALREADY_EXISTS,
                                                "snapshot %s@%s already exists"
                                                        .formatted(image.name(), newName))
                                        : failure))
                .thenCompose(_ -> image.refreshOrShut());
    }

    private ImageException gone() {
        return new ImageException(
                ImageException.Reason.NOT_FOUND,
                "a snapshot of %s was removed meanwhile".formatted(image.name()));
    }

    /**
     * Clones of the first kind need their snapshot protected; to unprotect it, all pools are
     * searched for some, after it has become impossible to make more. NOT_FOUND; IN_USE if there
     * are clones.
     */
    CompletableFuture<Void> setProtected(String name, boolean isProtected) {
        return image.refreshOrShut()
                .thenCompose(_ -> {
                    SnapMeta snapshot = named(image, name);
                    CompletableFuture<Void> changed;
                    if (isProtected) {
                        changed =
                                snapshot.protection() == SnapMeta.PROTECTED
                                        ? Operations.done()
                                        : image.access()
                                                .setProtection(snapshot, SnapMeta.PROTECTED);
                    } else {
                        changed =
                                snapshot.protection() == SnapMeta.UNPROTECTED
                                        ? Operations.done()
                                        : unprotect(snapshot);
                    }
                    return changed.thenCompose(_ -> image.refreshOrShut());
                });
    }

    private CompletableFuture<Void> unprotect(SnapMeta snapshot) {
        return image.access()
                .setProtection(snapshot, SnapMeta.UNPROTECTING)
                .thenCompose(_ -> clones.ofFirstKind(image, snapshot.id()))
                .thenAccept(children -> {
                    if (!children.isEmpty()) {
                        throw new ImageException(
                                ImageException.Reason.IN_USE,
                                "snapshot %s@%s has %d clones"
                                        .formatted(image.name(), snapshot.name(), children.size()));
                    }
                })
                .exceptionallyCompose(failure ->
                        image.access()
                                .setProtection(snapshot, SnapMeta.PROTECTED)
                                .thenCompose(_ -> CompletableFuture.failedFuture(failure)))
                .thenCompose(_ -> image.access().setProtection(snapshot, SnapMeta.UNPROTECTED));
    }
}
