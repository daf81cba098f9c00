package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.image.ObjectMapRebuild.Target;
import dev.rbdgate.rbd.notify.OwnerRequest;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** The object maps of images, for people. Futures fail with {@link ImageException}. */
public final class ObjectMaps {

    /** Objects that are looked at while calls on an open image wait. */
    private static final long OBJECTS_PER_PAUSE = 256;

    private final Places places;
    private final Openings openings;

    ObjectMaps(Places places, Openings openings) {
        this.places = places;
        this.openings = openings;
    }

    /** What the map of the head, or of a snapshot, says; UNSUPPORTED if the image has none. */
    public CompletableFuture<ObjectMapStates> states(ImageName name, Optional<String> snapshot) {
        return Places.guarded(
                "object map of " + name,
                () -> {
                    ObjectContext context = places.context(name);
                    return header(context, name)
                            .thenCompose(header -> states(context, name, header, snapshot));
                });
    }

    private static CompletableFuture<ImageHeader> header(ObjectContext context, ImageName name) {
        return ImageHeaders.read(context, name)
                .thenApply(header -> {
                    requireMap(name, header);
                    return header;
                });
    }

    private static void requireMap(ImageName name, ImageHeader header) {
        if (!header.has(Feature.OBJECT_MAP)) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s has no object map; enable object-map to have one".formatted(name));
        }
    }

    private static CompletableFuture<ObjectMapStates> states(
            ObjectContext context, ImageName name, ImageHeader header, Optional<String> snapshot) {
        Optional<SnapMeta> snap = snapshot.map(snapName -> snapshot(name, header, snapName));
        ImageObjects objects = new ImageObjects(header.id());
        return states(
                context,
                snap.map(found -> objects.objectMap(found.id())).orElseGet(objects::objectMap),
                header.striper()
                        .objects(snap.map(SnapMeta::imageSize).orElseGet(header::sizeBytes)),
                snap.map(SnapMeta::flags).orElseGet(header::flags));
    }

    private static SnapMeta snapshot(ImageName name, ImageHeader header, String snapName) {
        return header.snapshot(snapName)
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "image %s has no snapshot %s".formatted(name, snapName)));
    }

    /**
     * Which objects may have changed since a snapshot.
     *
     * @param to until which snapshot, a later one; empty: until now
     * @return empty if the maps cannot tell: there are none with fast-diff, or they may not be
     *     believed
     */
    public CompletableFuture<Optional<BitSet>> changedObjects(
            ImageName name, String from, Optional<String> to) {
        return Places.guarded(
                "object maps of " + name,
                () -> {
                    ObjectContext context = places.context(name);
                    return ImageHeaders.read(context, name)
                            .thenCompose(header ->
                                    new ChangedObjects(context, header)
                                            .find(
                                                    snapshot(name, header, from),
                                                    to.map(later ->
                                                            snapshot(name, header, later))));
                });
    }

    /**
     * A stored map; one that cannot be read, or covers too little, is not valid.
     *
     * @param needed objects that it must cover
     */
    static CompletableFuture<ObjectMapStates> states(
            ObjectContext context, String object, long needed, long flags) {
        return Operations.ask(context, object, Calls.ask("object_map_load"))
                .thenApply(answers -> {
                    BitVector map = BitVector.decode(new Decoder(answers.getFirst()));
                    return new ObjectMapStates(map, map.size() >= needed, flags);
                })
                .exceptionallyCompose(failure ->
                        unreadable(failure)
                                ? CompletableFuture.completedFuture(
                                        new ObjectMapStates(new BitVector(0), false, flags))
                                : CompletableFuture.failedFuture(failure));
    }

    private static boolean unreadable(Throwable failure) {
        return StoreErrors.is(failure, Errno.ENOENT)
                || StoreErrors.is(failure, Errno.EINVAL)
                || failure.getCause() instanceof MalformedException;
    }

    /**
     * Compares all maps of an image with its objects. It may be in use: what changes meanwhile is
     * looked at again.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<ObjectMapCheck> check(ImageName name, DoubleConsumer progress) {
        return Places.guarded(
                "object maps of " + name,
                () -> {
                    ObjectContext context = places.context(name);
                    return header(context, name)
                            .thenCompose(header -> {
                                ImageContexts contexts =
                                        ImageContexts.of(
                                                context, header, name.namespace(), places.pools());
                                return new ObjectMapComparison(contexts, header).run(progress);
                            });
                });
    }

    /**
     * Makes all maps of an image anew from its objects. It may be in use: its calls wait while some
     * objects are looked at, and go on in between.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> rebuild(ImageName name, DoubleConsumer progress) {
        return Places.guarded(
                "rebuilding the object maps of " + name,
                () ->
                        openings.with(
                                name,
                                image -> {
                                    requireMap(name, image.io().header());
                                    return image.runAsOwner(
                                            OwnerRequest.RebuildObjectMap::new,
                                            progress,
                                            () -> rebuild(image.io(), progress));
                                }));
    }

    /** Makes all maps anew while this client is the owner of the image. */
    static CompletableFuture<Void> rebuild(ImageIo image, DoubleConsumer progress) {
        ObjectMapRebuild rebuild = new ObjectMapRebuild(image.contexts(), image.header());
        List<Target> targets = new ArrayList<>(rebuild.targets());
        Target head = targets.removeLast();
        double parts = targets.size() + 1;
        CompletableFuture<Void> rebuilt = Operations.done();
        for (int i = 0; i < targets.size(); i++) {
            int number = i;
            rebuilt =
                    rebuilt.thenCompose(_ ->
                            rebuildSnapshot(
                                    image,
                                    rebuild,
                                    targets.get(number),
                                    part -> progress.accept((number + part) / parts)));
        }
        return rebuilt.thenCompose(_ ->
                rebuildHead(
                        image,
                        rebuild,
                        head,
                        part -> progress.accept((targets.size() + part) / parts)));
    }

    /** What a snapshot has does not change, so only storing its map needs a pause. */
    private static CompletableFuture<Void> rebuildSnapshot(
            ImageIo image, ObjectMapRebuild rebuild, Target target, DoubleConsumer progress) {
        BitVector map = new BitVector(image.striper().objects(target.sizeBytes()));
        return rebuild.scan(target, 0, map.size(), map, progress)
                .thenCompose(_ -> Barrier.run(image, () -> store(image, rebuild, target, map)));
    }

    private static CompletableFuture<Void> store(
            ImageIo image, ObjectMapRebuild rebuild, Target target, BitVector map) {
        if (image.header().snapshot(target.readSnap()).isEmpty()) {
            return Operations.done();
        }
        return Operations.durably(
                        image.contexts().metadata(),
                        rebuild.object(target),
                        Calls.objectMapSave(map))
                .thenCompose(_ -> rebuild.markValid(target))
                .thenCompose(_ -> image.refresh());
    }

    private static CompletableFuture<Void> rebuildHead(
            ImageIo image, ObjectMapRebuild rebuild, Target head, DoubleConsumer progress) {
        return Barrier.run(image, () -> begin(image))
                .thenCompose(_ -> rebuildChunks(image, rebuild, head, 0, progress))
                .thenCompose(_ ->
                        Barrier.run(
                                image,
                                () -> rebuild.markValid(head).thenCompose(_ -> image.refresh())));
    }

    private static CompletableFuture<Void> rebuildChunks(
            ImageIo image,
            ObjectMapRebuild rebuild,
            Target head,
            long from,
            DoubleConsumer progress) {
        long objects = image.striper().objects(image.sizeBytes());
        if (from >= objects) {
            return Operations.done();
        }
        progress.accept((double) from / objects);
        return Barrier.run(image, () -> rebuildChunk(image, rebuild, head, from))
                .thenCompose(to -> rebuildChunks(image, rebuild, head, to, progress));
    }

    /**
     * Stores what is in memory, from which it may differ: only memory is compared and corrected. A
     * map that was not believed begins anew, with every object there.
     */
    private static CompletableFuture<Void> begin(ImageIo image) {
        if (image.objects().states() instanceof ObjectMap map) {
            return store(image, map);
        }
        BitVector all = new BitVector(image.striper().objects(image.sizeBytes()));
        all.fill(0, all.size(), ObjectState.EXISTS);
        ObjectMap map =
                new ObjectMap(
                        image.contexts().metadata(),
                        new ImageObjects(image.header().id()).objectMap(),
                        image.header().has(Feature.FAST_DIFF),
                        all);
        return store(image, map).thenCompose(_ -> image.refresh(map));
    }

    private static CompletableFuture<Void> store(ImageIo image, ObjectMap map) {
        return Operations.call(
                "storing the object map of " + image.name(), done -> map.store(done::accept));
    }

    /** The lock may have gone to another client between two pauses. */
    private static ObjectMap owned(ImageIo image) {
        if (image.objects().states() instanceof ObjectMap map) {
            return map;
        }
        throw new ImageException(
                ImageException.Reason.IN_USE,
                "another client has taken image %s over".formatted(image.name()));
    }

    private static CompletableFuture<Long> rebuildChunk(
            ImageIo image, ObjectMapRebuild rebuild, Target head, long from) {
        ObjectMap map = owned(image);
        long to = Math.min(image.striper().objects(image.sizeBytes()), from + OBJECTS_PER_PAUSE);
        BitVector found = new BitVector(to);
        return rebuild.scan(head, from, to, found, _ -> {})
                .thenCompose(_ ->
                        Operations.call(
                                "correcting the object map of " + image.name(),
                                done -> map.correct(from, to, found, done::accept)))
                .thenApply(_ -> to);
    }
}
