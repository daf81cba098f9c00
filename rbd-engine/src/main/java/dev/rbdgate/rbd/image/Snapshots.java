package dev.rbdgate.rbd.image;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * The snapshots of images. Changes go through the open image if there is one, beside its calls;
 * each is durable when its future completes, and crash-atomic. Futures fail with {@link
 * ImageException}; NOT_FOUND where image or snapshot do not exist.
 */
public final class Snapshots {

    private final Images images;

    Snapshots(Images images) {
        this.images = images;
    }

    /** Oldest first. */
    public CompletableFuture<List<Snapshot>> list(ImageName image) {
        return images.header(image).thenApply(InfoReader::snapshots);
    }

    /**
     * Takes a snapshot of what the image has now: calls that had completed before are in it, and of
     * those that run meanwhile it has whole ones, in their order. ALREADY_EXISTS; INVALID at the
     * image's limit.
     */
    public CompletableFuture<Snapshot> create(ImageName image, String snapshot) {
        return images.with(image, "snapshot of " + image, i -> i.createSnapshot(snapshot));
    }

    /**
     * Removes a snapshot; one that clones hang on lives on, unseen, until the last of them is gone.
     * IN_USE while it is protected, or open.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> delete(
            ImageName image, String snapshot, DoubleConsumer progress) {
        return images.withUnopened(
                ref(image, snapshot),
                () ->
                        images.with(
                                image,
                                "removing %s@%s".formatted(image, snapshot),
                                i -> i.removeSnapshot(snapshot, progress)));
    }

    /** Also while it is open. ALREADY_EXISTS. */
    public CompletableFuture<Snapshot> rename(ImageName image, String snapshot, String newName) {
        return images.renamingSnapshot(
                ref(image, snapshot),
                ref(image, newName),
                () ->
                        images.with(
                                image,
                                "renaming %s@%s".formatted(image, snapshot),
                                i -> i.renameSnapshot(snapshot, newName)));
    }

    /** Protects a snapshot against removal, or ends that: IN_USE while clones need it. */
    public CompletableFuture<Snapshot> setProtected(
            ImageName image, String snapshot, boolean isProtected) {
        return images.with(
                image,
                "protecting %s@%s".formatted(image, snapshot),
                i -> i.protectSnapshot(snapshot, isProtected));
    }

    /**
     * Makes the image what it was at a snapshot, its size included. Calls wait until that is done.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> rollback(
            ImageName image, String snapshot, DoubleConsumer progress) {
        return images.with(
                image,
                "rolling %s back to %s".formatted(image, snapshot),
                i -> i.rollBack(snapshot, progress));
    }

    private static ImageRef ref(ImageName image, String snapshot) {
        // A name that none can have is not found by those who look for it.
        return new ImageRef(image, ImageRef.isSnapshotName(snapshot) ? snapshot : null);
    }
}
