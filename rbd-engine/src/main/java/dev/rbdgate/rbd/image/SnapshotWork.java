package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to an open image's snapshots by the client that may change the image. */
final class SnapshotWork {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotWork.class);

    private final ImageIo image;
    private final Facilities facilities;
    private final Runnable headerRead;

    /**
     * @param headerRead told when the header was read again
     */
    SnapshotWork(ImageIo image, Facilities facilities, Runnable headerRead) {
        this.image = image;
        this.facilities = facilities;
        this.headerRead = headerRead;
    }

    private SnapshotChanges changes() {
        return new SnapshotChanges(image, facilities.clones());
    }

    private SnapshotRemover remover() {
        return new SnapshotRemover(image, facilities.parents());
    }

    CompletableFuture<Void> create(String name) {
        return Barrier.run(image, () -> new SnapshotCreator(image).create(name));
    }

    CompletableFuture<Void> remove(String name, DoubleConsumer progress) {
        return remover().remove(name, progress);
    }

    /** Goes on with removals that were cut short; what fails is left to the next open. */
    CompletableFuture<Void> removeCondemned() {
        return remover()
                .finishAll()
                .exceptionally(failure -> {
                    LOG.warn("removed snapshots of {} are left", image.name(), failure);
                    return null;
                });
    }

    CompletableFuture<Void> rename(long snapId, String newName) {
        return Barrier.run(image, () -> changes().rename(snapId, newName));
    }

    CompletableFuture<Void> setProtected(String name, boolean isProtected) {
        return Barrier.run(image, () -> changes().setProtected(name, isProtected));
    }

    CompletableFuture<Void> rollBack(String name, DoubleConsumer progress) {
        return Barrier.run(
                        image,
                        () -> new Rollback(image, facilities.snapshots()).run(name, progress))
                .whenComplete((_, _) -> headerRead.run());
    }
}
