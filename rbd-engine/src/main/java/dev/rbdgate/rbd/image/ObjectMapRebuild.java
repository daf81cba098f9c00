package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;

/**
 * Object maps as the objects themselves tell them. With fast-diff an object is clean when it is at
 * a snapshot, or at the head, the same version as at the snapshot before: nobody has written to it
 * in between.
 */
final class ObjectMapRebuild {

    /** Objects asked about at once. */
    private static final int WIDTH = 32;

    /** The version of an object that does not exist. */
    private static final long ABSENT = -1;

    private final ImageContexts contexts;
    private final ImageHeader header;
    private final ImageObjects objects;
    private final ObjectNames names;

    ObjectMapRebuild(ImageContexts contexts, ImageHeader header) {
        this.contexts = contexts;
        this.header = header;
        this.objects = new ImageObjects(header.id());
        this.names = header.names();
    }

    /** One of the image's maps: that of a snapshot, or of the head. */
    record Target(Optional<SnapMeta> snap, long sizeBytes, Optional<SnapMeta> before) {
        long readSnap() {
            return snap.map(SnapMeta::id).orElse(SnapContext.HEAD);
        }

        String label() {
            return snap.map(found -> "snapshot " + found.name()).orElse("the head");
        }
    }

    /** All maps that the image has, the head's last. */
    List<Target> targets() {
        List<SnapMeta> snaps =
                header.snapshots().stream().filter(snap -> !ImageHeader.condemned(snap)).toList();
        List<Target> targets = new ArrayList<>();
        Optional<SnapMeta> before = Optional.empty();
        for (SnapMeta snap : snaps) {
            targets.add(new Target(Optional.of(snap), snap.imageSize(), before));
            before = Optional.of(snap);
        }
        targets.add(new Target(Optional.empty(), header.sizeBytes(), before));
        return targets;
    }

    String object(Target target) {
        return target.snap()
                .map(snap -> objects.objectMap(snap.id()))
                .orElseGet(objects::objectMap);
    }

    /** Makes all maps and calls them valid, while nobody else uses the image. */
    CompletableFuture<Void> makeAll(DoubleConsumer progress) {
        List<Target> targets = targets();
        CompletableFuture<Void> made = Operations.done();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            int number = i;
            made =
                    made.thenCompose(_ ->
                            make(
                                    target,
                                    part -> progress.accept((number + part) / targets.size())));
        }
        return made;
    }

    /** Makes one map and calls it valid. Nobody else uses it meanwhile. */
    CompletableFuture<Void> make(Target target, DoubleConsumer progress) {
        BitVector map = new BitVector(header.striper().objects(target.sizeBytes()));
        return scan(target, 0, map.size(), map, progress)
                .thenCompose(_ ->
                        Operations.durably(
                                contexts.metadata(), object(target), Calls.objectMapSave(map)))
                .thenCompose(_ -> markValid(target));
    }

    CompletableFuture<Void> markValid(Target target) {
        long mask = ImageHeader.OBJECT_MAP_INVALID | ImageHeader.FAST_DIFF_INVALID;
        return Operations.durably(
                contexts.metadata(),
                objects.header(),
                Calls.rbd("set_flags", e -> e.u64(0).u64(mask).u64(target.readSnap())));
    }

    /** Fills {@code [from, to)} of a map with what the objects are. */
    CompletableFuture<Void> scan(
            Target target, long from, long to, BitVector map, DoubleConsumer progress) {
        ObjectContext at = contexts.data().withReadSnap(target.readSnap());
        Optional<ObjectContext> before =
                header.has(Feature.FAST_DIFF)
                        ? target.before().map(snap -> contexts.data().withReadSnap(snap.id()))
                        : Optional.empty();
        AtomicLong scanned = new AtomicLong();
        return Operations.call(
                "looking at the objects of image " + header.id(),
                done ->
                        Window.run(
                                from,
                                to,
                                WIDTH,
                                (object, ended) ->
                                        state(
                                                at,
                                                before,
                                                object,
                                                map,
                                                result -> {
                                                    progress.accept(
                                                            (double) scanned.incrementAndGet()
                                                                    / (to - from));
                                                    ended.complete(result);
                                                }),
                                done::accept));
    }

    private void state(
            ObjectContext at,
            Optional<ObjectContext> before,
            long object,
            BitVector map,
            ObjectCompletion ended) {
        CompletableFuture<Long> now = version(at, object);
        CompletableFuture<Long> then =
                before.map(context -> version(context, object))
                        .orElseGet(() -> CompletableFuture.completedFuture(ABSENT));
        var _ =
                now.thenCombine(then, ObjectMapRebuild::state)
                        .whenComplete((state, failure) -> {
                            if (failure != null) {
                                ended.complete(-StoreErrors.errno(failure));
                                return;
                            }
                            synchronized (map) {
                                map.set(object, state);
                            }
                            ended.complete(0);
                        });
    }

    private static int state(long versionNow, long versionBefore) {
        if (versionNow == ABSENT) {
            return ObjectState.NONEXISTENT;
        }
        return versionNow == versionBefore ? ObjectState.EXISTS_CLEAN : ObjectState.EXISTS;
    }

    private CompletableFuture<Long> version(ObjectContext context, long object) {
        return context.query(names.of(object), ReadOperation.of(new ReadOperation.Step.Stat()))
                .thenApply(answers ->
                        answers.getFirst() instanceof Answer.Stat stat ? stat.version() : ABSENT)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(ABSENT)
                                : CompletableFuture.failedFuture(failure));
    }
}
