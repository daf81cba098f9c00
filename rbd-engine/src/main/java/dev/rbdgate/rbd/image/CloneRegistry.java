package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.TrashImageSpec;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Which clones hang on which snapshots. */
final class CloneRegistry {

    private final PoolLookup pools;

    CloneRegistry(PoolLookup pools) {
        this.pools = pools;
    }

    private static CompletableFuture<Void> tolerating(int errno, CompletableFuture<Void> future) {
        return future.exceptionallyCompose(failure ->
                StoreErrors.is(failure, errno)
                        ? Operations.done()
                        : CompletableFuture.failedFuture(failure));
    }

    private ObjectContext homeOf(ObjectContext context, ParentImageSpec parent) {
        return context.sibling(pools.byId(parent.poolId()), parent.namespace());
    }

    /**
     * Registers a clone; it may be registered already. ENOENT if the parent or snapshot is gone.
     *
     * @param home of the clone
     */
    CompletableFuture<Void> attach(
            CloneKind kind, ObjectContext home, ParentImageSpec parent, ChildImageSpec child) {
        return tolerating(
                Errno.EEXIST, change(kind, home, parent, child, "child_attach", "add_child"));
    }

    /** Takes a clone off the register, where it may not be any more, nor the parent. */
    CompletableFuture<Void> detach(
            CloneKind kind, ObjectContext home, ParentImageSpec parent, ChildImageSpec child) {
        return tolerating(
                Errno.ENOENT, change(kind, home, parent, child, "child_detach", "remove_child"));
    }

    private CompletableFuture<Void> change(
            CloneKind kind,
            ObjectContext home,
            ParentImageSpec parent,
            ChildImageSpec child,
            String withParent,
            String inDirectory) {
        return switch (kind) {
            case SECOND ->
                    Operations.durably(
                            homeOf(home, parent),
                            new ImageObjects(parent.imageId()).header(),
                            Calls.rbd(withParent, e -> e.u64(parent.snapId()).add(child)));
            case FIRST -> {
                Step step =
                        Calls.rbd(
                                inDirectory,
                                e ->
                                        e.u64(parent.poolId())
                                                .string(parent.imageId())
                                                .u64(parent.snapId())
                                                .string(child.imageId()));
                yield Operations.durably(home, ImageObjects.CHILDREN, step);
            }
        };
    }

    /** Clones of the second kind of a snapshot. */
    static CompletableFuture<List<ChildImageSpec>> ofSecondKind(
            ObjectContext home, String imageId, long snapId) {
        return absentIsNone(
                Operations.ask(
                                home,
                                new ImageObjects(imageId).header(),
                                Calls.ask("children_list", e -> e.u64(snapId)))
                        .thenApply(answers ->
                                new Decoder(answers.getFirst()).list(ChildImageSpec::decode)));
    }

    private static CompletableFuture<List<ChildImageSpec>> absentIsNone(
            CompletableFuture<List<ChildImageSpec>> children) {
        return children.exceptionallyCompose(failure ->
                StoreErrors.is(failure, Errno.ENOENT)
                        ? CompletableFuture.completedFuture(List.of())
                        : CompletableFuture.failedFuture(failure));
    }

    /** Clones of the first kind of one of an image's snapshots: every pool may have some. */
    CompletableFuture<List<ChildImageSpec>> ofFirstKind(ImageIo image, long snapId) {
        return ofFirstKind(image.contexts().metadata(), image.name(), image.header().id(), snapId);
    }

    CompletableFuture<List<ChildImageSpec>> ofFirstKind(
            ObjectContext context, ImageName name, String imageId, long snapId) {
        long poolId = pools.byName(name.pool()).id();
        return pools.everywhere()
                .thenCompose(all -> {
                    CompletableFuture<List<ChildImageSpec>> found =
                            CompletableFuture.completedFuture(new ArrayList<>());
                    for (Pool pool : all) {
                        found =
                                found.thenCombine(
                                        inPool(context, pool, name, poolId, imageId, snapId),
                                        (sum, some) -> {
                                            sum.addAll(some);
                                            return sum;
                                        });
                    }
                    return found;
                });
    }

    private static CompletableFuture<List<ChildImageSpec>> inPool(
            ObjectContext context,
            Pool pool,
            ImageName parent,
            long parentPoolId,
            String imageId,
            long snapId) {
        return absentIsNone(
                        Operations.ask(
                                        context.sibling(pool, parent.namespace()),
                                        ImageObjects.CHILDREN,
                                        Calls.ask(
                                                "get_children",
                                                e ->
                                                        e.u64(parentPoolId)
                                                                .string(imageId)
                                                                .u64(snapId)))
                                .thenApply(answers ->
                                        new Decoder(answers.getFirst())
                                                .list(Decoder::string).stream()
                                                        .map(id ->
                                                                new ChildImageSpec(
                                                                        pool.id(),
                                                                        id,
                                                                        parent.namespace()))
                                                        .toList()))
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.EPERM)
                                        ? new ImageException(
                                                ImageException.Reason.FAILED,
                                                "pool %s cannot be searched for clones: access is denied"
                                                        .formatted(pool.name()))
                                        : failure));
    }

    /** A clone's name; of one in the trash, the name it had. */
    CompletableFuture<ImageName> name(ObjectContext context, ChildImageSpec child) {
        return pools.everywhere()
                .thenCompose(all -> {
                    Pool pool =
                            all.stream()
                                    .filter(each -> each.id() == child.poolId())
                                    .findFirst()
                                    .orElseThrow(() ->
                                            new ImageException(
                                                    ImageException.Reason.NOT_FOUND,
                                                    "pool %d does not exist"
                                                            .formatted(child.poolId())));
                    ObjectContext home = context.sibling(pool, child.namespace());
                    return ImageDirectory.name(home, child.imageId())
                            .exceptionallyCompose(failure ->
                                    StoreErrors.is(failure, Errno.ENOENT)
                                            ? trashedName(home, child.imageId())
                                            : CompletableFuture.failedFuture(failure))
                            .thenApply(name -> new ImageName(pool.name(), child.namespace(), name));
                });
    }

    private static CompletableFuture<String> trashedName(ObjectContext home, String imageId) {
        return Operations.ask(
                        home, ImageObjects.TRASH, Calls.ask("trash_get", e -> e.string(imageId)))
                .thenApply(
                        answers -> TrashImageSpec.decode(new Decoder(answers.getFirst())).name());
    }
}
