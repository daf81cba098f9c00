package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Opens images at snapshots, for reading, with all that they were cloned from in turn. */
final class SnapshotOpener {

    /** Images that a clone may hang on, one on another (as the kernel's driver). */
    static final int MAX_CHAIN = 16;

    private final PoolLookup pools;

    SnapshotOpener(PoolLookup pools) {
        this.pools = pools;
    }

    /** Opens the snapshot that a clone hangs on, by the client that the clone belongs to. */
    CompletableFuture<OpenState> open(ObjectContext context, ParentImageSpec spec) {
        return open(context, spec, 1);
    }

    private CompletableFuture<OpenState> open(
            ObjectContext context, ParentImageSpec spec, int depth) {
        if (depth > MAX_CHAIN) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "a chain of more than %d clones".formatted(MAX_CHAIN));
        }
        ObjectContext home = context.sibling(pools.byId(spec.poolId()), spec.namespace());
        return new HeaderFormat2(home, spec.imageId())
                .read()
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.ENOENT) ? gone(spec) : failure))
                .thenCompose(header -> {
                    header.checkReadable("parent " + spec.imageId());
                    SnapMeta snapshot =
                            header.snapshot(spec.snapId()).orElseThrow(() -> gone(spec));
                    ImageContexts contexts =
                            ImageContexts.of(home, header, spec.namespace(), pools);
                    return open(contexts, header, snapshot, depth);
                });
    }

    /** What a clone reads through now, by the headers of what it hangs on. */
    CompletableFuture<List<Link>> chain(ObjectContext context, Link first) {
        return chain(context, new ArrayList<>(List.of(first)));
    }

    private CompletableFuture<List<Link>> chain(ObjectContext context, List<Link> found) {
        ParentImageSpec spec = found.getLast().parent();
        ObjectContext home = context.sibling(pools.byId(spec.poolId()), spec.namespace());
        return new HeaderFormat2(home, spec.imageId())
                .read()
                .thenCompose(header -> {
                    long overlap = header.snapshot(spec.snapId()).map(header::overlap).orElse(0L);
                    if (overlap == 0 || found.size() > MAX_CHAIN) {
                        return CompletableFuture.completedFuture(found);
                    }
                    found.add(new Link(header.parent().spec(), overlap));
                    return chain(home, found);
                });
    }

    private static ImageException gone(ParentImageSpec spec) {
        return new ImageException(
                ImageException.Reason.FAILED,
                "snapshot %d of parent image %s does not exist"
                        .formatted(spec.snapId(), spec.imageId()));
    }

    /** Opens one of an image's snapshots. */
    CompletableFuture<OpenState> open(
            ImageContexts contexts, ImageHeader header, SnapMeta snapshot) {
        return open(contexts, header, snapshot, 0);
    }

    private CompletableFuture<OpenState> open(
            ImageContexts contexts, ImageHeader header, SnapMeta snapshot, int depth) {
        if (header.overlap(snapshot) > 0) {
            // A copy-up may yet make objects at the snapshot: none is known to be absent.
            return open(contexts.metadata(), header.parent().spec(), depth + 1)
                    .thenApply(below ->
                            OpenState.snapshot(
                                    contexts, header, snapshot, ObjectStates.UNKNOWN, below));
        }
        return states(contexts.metadata(), header, snapshot)
                .thenApply(states -> OpenState.snapshot(contexts, header, snapshot, states, null));
    }

    /** Which objects a snapshot has does not change: its map is believed if it is valid. */
    private static CompletableFuture<ObjectStates> states(
            ObjectContext context, ImageHeader header, SnapMeta snapshot) {
        return map(context, header, snapshot)
                .<ObjectStates>thenApply(SnapshotStates::new)
                .exceptionally(_ -> ObjectStates.UNKNOWN);
    }

    /** The object map of a snapshot; fails if there is none that can be believed. */
    static CompletableFuture<BitVector> map(
            ObjectContext context, ImageHeader header, SnapMeta snapshot) {
        if (!header.has(Feature.OBJECT_MAP)
                || (snapshot.flags() & ImageHeader.OBJECT_MAP_INVALID) != 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("no valid map"));
        }
        long needed = header.striper().objects(snapshot.imageSize());
        String object = new ImageObjects(header.id()).objectMap(snapshot.id());
        return Operations.ask(context, object, Calls.ask("object_map_load"))
                .thenApply(answers -> {
                    BitVector map = BitVector.decode(new Decoder(answers.getFirst()));
                    if (map.size() < needed) {
                        throw new IllegalStateException("map of %d objects".formatted(map.size()));
                    }
                    return map;
                });
    }
}
