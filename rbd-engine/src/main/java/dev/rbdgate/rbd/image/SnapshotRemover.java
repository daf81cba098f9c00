package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * Removes snapshots. One that is to go is first condemned: moved to where users do not see it. Who
 * finds a condemned snapshot without clones goes on from there, and writes preserve nothing for it
 * any more; one with clones stays until the last of them goes.
 *
 * <pre>
 * condemn ─> merge its map into the next ─> give its id up ─> header
 * </pre>
 */
final class SnapshotRemover {

    private final ImageIo image;
    private final ObjectContext metadata;
    private final ImageObjects objects;
    private final ParentRelease parents;

    SnapshotRemover(ImageIo image, ParentRelease parents) {
        this.image = image;
        this.metadata = image.contexts().metadata();
        this.objects = new ImageObjects(image.header().id());
        this.parents = parents;
    }

    /** NOT_FOUND; IN_USE if it is protected. */
    CompletableFuture<Void> remove(String name, DoubleConsumer progress) {
        return Barrier.run(image, () -> condemn(name))
                .thenCompose(snapshot -> finish(snapshot.id(), progress));
    }

    private CompletableFuture<SnapMeta> condemn(String name) {
        return image.refreshOrShut()
                .thenCompose(_ -> {
                    SnapMeta snapshot = SnapshotChanges.named(image, name);
                    if (snapshot.protection() != SnapMeta.UNPROTECTED) {
                        throw new ImageException(
                                ImageException.Reason.IN_USE,
                                "snapshot %s@%s is protected".formatted(image.name(), name));
                    }
                    return image.access()
                            .condemnSnapshot(snapshot)
                            .thenCompose(_ -> image.refreshOrShut())
                            .thenApply(_ -> snapshot);
                });
    }

    /** Removes what was condemned and has no clones, when an image is opened. */
    CompletableFuture<Void> finishAll() {
        CompletableFuture<Void> finished = Operations.done();
        for (SnapMeta snapshot : image.header().snapshots()) {
            if (ImageHeader.condemned(snapshot)) {
                finished = finished.thenCompose(_ -> finish(snapshot.id(), _ -> {}));
            }
        }
        return finished;
    }

    /** Removes a condemned snapshot, unless it has clones. */
    CompletableFuture<Void> finish(long snapId, DoubleConsumer progress) {
        boolean stays =
                image.header().snapshot(snapId).map(snap -> snap.childCount() > 0).orElse(true);
        if (stays) {
            progress.accept(1);
            return Operations.done();
        }
        return Barrier.run(image, () -> mergeMap(snapId))
                .thenCompose(_ -> Operations.remove(metadata, objects.unitState(snapId)))
                .thenCompose(_ -> SnapshotIds.remove(image.contexts().data(), snapId))
                .thenCompose(_ -> Barrier.run(image, () -> removeFromHeader(snapId)))
                .thenAccept(_ -> progress.accept(1));
    }

    /**
     * What had changed between the snapshot before and this one has changed between that and the
     * next.
     */
    private CompletableFuture<Void> mergeMap(long snapId) {
        ImageHeader header = image.header();
        if (!header.has(Feature.OBJECT_MAP)) {
            return Operations.done();
        }
        SnapMeta snapshot = header.snapshot(snapId).orElseThrow();
        CompletableFuture<Void> merged =
                header.has(Feature.FAST_DIFF)
                        ? changesOf(header, snapshot)
                                .thenCompose(map ->
                                        map.isPresent()
                                                ? merge(header, snapId, map.get())
                                                : Operations.done())
                        : Operations.done();
        return merged.thenCompose(_ -> Operations.remove(metadata, objects.objectMap(snapId)));
    }

    /**
     * The map of a snapshot. Of one that cannot be believed, all may have changed; one that is
     * missing was merged before, by a removal that was cut short.
     */
    private CompletableFuture<Optional<BitVector>> changesOf(
            ImageHeader header, SnapMeta snapshot) {
        return SnapshotOpener.map(metadata, header, snapshot)
                .thenApply(Optional::of)
                .exceptionally(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? Optional.empty()
                                : Optional.of(new BitVector(0)));
    }

    private CompletableFuture<Void> merge(ImageHeader header, long snapId, BitVector map) {
        List<Long> newer =
                header.snapshots().stream().map(SnapMeta::id).filter(id -> id > snapId).toList();
        if (newer.isEmpty()) {
            return Operations.call(
                    "merging the object map of snapshot " + snapId,
                    done -> image.objects().states().recordSnapshotGone(map, done::accept));
        }
        return Operations.absentIsFine(
                Operations.durably(
                        metadata,
                        objects.objectMap(newer.getFirst()),
                        Calls.objectMapSnapRemove(map)));
    }

    private CompletableFuture<Void> removeFromHeader(long snapId) {
        ImageHeader header = image.header();
        SnapMeta snapshot = header.snapshot(snapId).orElseThrow();
        boolean lastOfParent =
                header.overlap(snapshot) > 0
                        && header.headOverlap() == 0
                        && header.snapshots().stream()
                                .allMatch(other ->
                                        other.id() == snapId || header.overlap(other) == 0);
        CompletableFuture<Void> removed =
                lastOfParent
                        ? parents.release(image, () -> image.access().removeSnapshot(snapshot))
                        : image.access().removeSnapshot(snapshot);
        return removed.thenCompose(_ -> image.refreshOrShut());
    }
}
