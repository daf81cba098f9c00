package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Gathers what is known of an image. */
final class InfoReader {

    private final PoolLookup pools;
    private final StoreKind kind;

    InfoReader(PoolLookup pools, StoreKind kind) {
        this.pools = pools;
        this.kind = kind;
    }

    CompletableFuture<ImageInfo> read(ImageName name, ImageContexts contexts, ImageHeader header) {
        return UsedBytes.of(kind.oneOwner(), contexts, header)
                .thenCompose(used ->
                        parent(contexts.metadata(), header)
                                .thenApply(parent -> info(name, header, used, parent)));
    }

    private ImageInfo info(
            ImageName name, ImageHeader header, long usedBytes, Optional<ParentRef> parent) {
        return new ImageInfo(
                name,
                header.id(),
                pools.byName(name.pool()).id(),
                header.format(),
                header.sizeBytes(),
                usedBytes,
                header.objectBytes(),
                header.stripeUnit(),
                header.stripeCount(),
                Feature.of(header.features()),
                header.created(),
                parent,
                snapshots(header),
                dataPool(header));
    }

    private Optional<String> dataPool(ImageHeader header) {
        return header.dataPoolId() == ImageHeader.NO_DATA_POOL
                ? Optional.empty()
                : Optional.of(pools.byId(header.dataPoolId()).name());
    }

    /** The snapshots that users see, oldest first. */
    static List<Snapshot> snapshots(ImageHeader header) {
        return header.snapshots().stream()
                .filter(snap -> snap.namespace() instanceof SnapNamespace.User)
                .map(Snapshot::of)
                .toList();
    }

    private CompletableFuture<Optional<ParentRef>> parent(
            ObjectContext context, ImageHeader header) {
        if (!header.parent().exists()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ParentImageSpec spec = header.parent().spec();
        Pool pool = pools.byId(spec.poolId());
        ObjectContext home = context.sibling(pool, spec.namespace());
        CompletableFuture<Optional<String>> name =
                absentIsEmpty(ImageDirectory.name(home, spec.imageId()));
        CompletableFuture<Optional<String>> snapshot =
                absentIsEmpty(
                        new HeaderFormat2(home, spec.imageId())
                                .read()
                                .thenApply(parent ->
                                        parent.snapshot(spec.snapId())
                                                .filter(snap ->
                                                        snap.namespace()
                                                                instanceof SnapNamespace.User)
                                                .map(SnapMeta::name)
                                                .orElse("")));
        return name.thenCombine(
                snapshot,
                (parentName, snapName) ->
                        Optional.of(
                                new ParentRef(
                                        pool.name(),
                                        spec.namespace(),
                                        parentName,
                                        spec.imageId(),
                                        snapName.filter(found -> !found.isEmpty()),
                                        spec.snapId(),
                                        header.headOverlap())));
    }

    private static CompletableFuture<Optional<String>> absentIsEmpty(
            CompletableFuture<String> text) {
        return text.thenApply(Optional::of)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : CompletableFuture.failedFuture(failure));
    }
}
