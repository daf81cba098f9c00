package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import java.util.function.LongPredicate;

/**
 * Makes an image what it was at a snapshot, while no request runs: size, then each object. A
 * rollback that has begun is on record, and is done again by the next open if it was cut short.
 *
 * <p>A clone that has been flattened or cut since shows less of its parent than the snapshot does.
 * What it lacks it is given as data of its own.
 */
final class Rollback {

    /** Objects that are rolled back at once. */
    private static final int WIDTH = 16;

    private final ImageIo image;
    private final ObjectContext metadata;
    private final ImageObjects objects;
    private final SnapshotOpener snapshots;

    Rollback(ImageIo image, SnapshotOpener snapshots) {
        this.image = image;
        this.metadata = image.contexts().metadata();
        this.objects = new ImageObjects(image.header().id());
        this.snapshots = snapshots;
    }

    /** NOT_FOUND. */
    CompletableFuture<Void> run(String name, DoubleConsumer progress) {
        return image.refreshOrShut()
                .thenCompose(_ -> {
                    SnapMeta snapshot = SnapshotChanges.named(image, name);
                    return Leftover.write(metadata, objects.rollback(), snapshot.id())
                            .thenCompose(_ -> roll(snapshot, progress));
                });
    }

    /**
     * Does a rollback again that was cut short, when the image is opened.
     *
     * @param finishing whether to finish what this client has begun, by its instance id; else it is
     *     forgotten
     */
    CompletableFuture<Void> finish(LongPredicate finishing) {
        return Leftover.read(metadata, objects.rollback())
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return Operations.done();
                    }
                    Optional<SnapMeta> snapshot = image.header().snapshot(found.get().value());
                    return snapshot.isPresent() && finishing.test(found.get().writer())
                            ? roll(snapshot.get(), _ -> {})
                            : forget();
                });
    }

    private CompletableFuture<Void> forget() {
        return Operations.remove(metadata, objects.rollback());
    }

    private CompletableFuture<Void> roll(SnapMeta snapshot, DoubleConsumer progress) {
        return new Resizer(image)
                .resize(snapshot.imageSize())
                .thenCompose(_ -> mapOf(snapshot))
                .thenCompose(map ->
                        widenMap(map)
                                .thenCompose(_ -> rollObjects(snapshot, map, progress))
                                .thenCompose(_ -> narrowMap(map)))
                .thenCompose(_ -> copyFromParent(snapshot))
                .thenCompose(_ -> Operations.flush(metadata))
                .thenCompose(_ -> forget());
    }

    private CompletableFuture<Optional<BitVector>> mapOf(SnapMeta snapshot) {
        return SnapshotOpener.map(metadata, image.header(), snapshot)
                .thenApply(Optional::of)
                .exceptionally(_ -> Optional.empty());
    }

    /** Before objects come back: what the snapshot has may exist from now on. */
    private CompletableFuture<Void> widenMap(Optional<BitVector> ofSnapshot) {
        Optional<BitVector> head = image.objects().states().map();
        if (head.isEmpty()) {
            return Operations.done();
        }
        BitVector wide = head.get();
        for (long object = 0; object < wide.size(); object++) {
            if (ofSnapshot.isEmpty() || ofSnapshot.get().get(object) != ObjectState.NONEXISTENT) {
                wide.set(object, ObjectState.EXISTS);
            }
        }
        return replaceMap(wide);
    }

    /**
     * After it: all that exists counts as changed, for it differs from what the newest snapshot
     * has, or is written anew. Without a map of the snapshot, all may exist.
     */
    private CompletableFuture<Void> narrowMap(Optional<BitVector> ofSnapshot) {
        Optional<BitVector> head = image.objects().states().map();
        if (head.isEmpty() || ofSnapshot.isEmpty()) {
            return Operations.done();
        }
        BitVector exact = head.get();
        for (long object = 0; object < exact.size(); object++) {
            boolean absent = ofSnapshot.get().get(object) == ObjectState.NONEXISTENT;
            exact.set(object, absent ? ObjectState.NONEXISTENT : ObjectState.EXISTS);
        }
        return replaceMap(exact);
    }

    private CompletableFuture<Void> replaceMap(BitVector map) {
        return Operations.call(
                "storing the object map of image " + objects.id(),
                done -> image.objects().states().replace(map, done::accept));
    }

    private CompletableFuture<Void> rollObjects(
            SnapMeta snapshot, Optional<BitVector> map, DoubleConsumer progress) {
        long count = image.striper().objects(snapshot.imageSize());
        ObjectContext head = image.contexts().data().withSnapContext(image.header().snapContext());
        SelfManagedSnaps snaps = SnapshotIds.of(head);
        ObjectNames names = image.header().names();
        AtomicLong done = new AtomicLong();
        ObjectStates states = image.objects().states();
        return Operations.call(
                "rolling image " + objects.id() + " back",
                end ->
                        Window.run(
                                0,
                                count,
                                WIDTH,
                                (object, ended) -> {
                                    ObjectCompletion counted =
                                            result -> {
                                                progress.accept(
                                                        (double) done.incrementAndGet() / count);
                                                ended.complete(result);
                                            };
                                    if (map.isPresent() && states.absent(object)) {
                                        counted.complete(0);
                                    } else {
                                        rollObject(snaps, names.of(object), snapshot.id(), counted);
                                    }
                                },
                                end::accept));
    }

    private static void rollObject(
            SelfManagedSnaps snaps, String object, long snapId, ObjectCompletion done) {
        var _ =
                snaps.rollback(object, snapId)
                        .whenComplete((_, failure) -> {
                            boolean fine = failure == null || StoreErrors.is(failure, Errno.ENOENT);
                            done.complete(fine ? 0 : -StoreErrors.errno(failure));
                        });
    }

    private CompletableFuture<Void> copyFromParent(SnapMeta snapshot) {
        if (image.header().overlap(snapshot) <= image.header().headOverlap()) {
            return Operations.done();
        }
        return snapshots
                .open(image.contexts(), image.header(), snapshot)
                .thenCompose(from ->
                        Operations.call(
                                "copying from the parent of image " + objects.id(),
                                done ->
                                        Window.run(
                                                0,
                                                from.objects().coveredObjects(),
                                                WIDTH,
                                                (object, ended) ->
                                                        copyObject(from, snapshot, object, ended),
                                                done::accept)));
    }

    /** Of an object that the snapshot does not have, the parent's data becomes the head's. */
    private void copyObject(OpenState from, SnapMeta snapshot, long object, ObjectCompletion done) {
        ObjectContext atSnapshot = image.contexts().data().withReadSnap(snapshot.id());
        var _ =
                atSnapshot
                        .query(
                                image.header().names().of(object),
                                ReadOperation.of(new ReadOperation.Step.Stat()))
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                done.complete(0);
                            } else if (StoreErrors.is(failure, Errno.ENOENT)) {
                                copyData(from, object, done);
                            } else {
                                done.complete(-StoreErrors.errno(failure));
                            }
                        });
    }

    private void copyData(OpenState from, long object, ObjectCompletion done) {
        int length = (int) image.striper().objectBytes();
        List<ByteBuffer> data = List.of(ByteBuffer.allocateDirect(length));
        from.objects()
                .read(
                        object,
                        0,
                        data,
                        result -> {
                            if (result < 0 || Buffers.firstNonZero(data) < 0) {
                                done.complete(result);
                            } else {
                                image.objects()
                                        .write(object, 0, length, data, Durability.CACHED, done);
                            }
                        });
    }
}
