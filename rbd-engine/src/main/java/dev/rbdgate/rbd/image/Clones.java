package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/** Images made from snapshots, whose data they show until they have their own. */
public final class Clones {

    private final Images images;
    private final CloneRegistry registry;

    Clones(Images images, CloneRegistry registry) {
        this.images = images;
        this.registry = registry;
    }

    /**
     * Makes a clone, of the kind that the store's clients may use. NOT_FOUND, ALREADY_EXISTS;
     * INVALID and UNSUPPORTED with the field at fault: a clone of the first kind needs its snapshot
     * protected.
     */
    public CompletableFuture<ImageInfo> create(CloneSpec spec) {
        return images.createClone(spec);
    }

    /**
     * The clones that hang on an image, those in the trash included, under the names they had.
     *
     * @param snapshot of one of its snapshots alone
     */
    public CompletableFuture<List<ImageName>> children(ImageName image, Optional<String> snapshot) {
        return images.withHeader(
                image,
                "clones of " + image,
                (context, header) -> find(context, image, header, snapshot));
    }

    private CompletableFuture<List<ImageName>> find(
            ObjectContext context, ImageName image, ImageHeader header, Optional<String> snapshot) {
        List<SnapMeta> of =
                snapshot.map(name -> List.of(SnapshotChanges.named(header, image, name)))
                        .orElse(header.snapshots());
        CompletableFuture<List<ImageName>> found =
                CompletableFuture.completedFuture(new ArrayList<>());
        for (SnapMeta snap : of) {
            found = found.thenCompose(names -> addOf(context, image, header, snap, names));
        }
        return found;
    }

    private CompletableFuture<List<ImageName>> addOf(
            ObjectContext context,
            ImageName image,
            ImageHeader header,
            SnapMeta snap,
            List<ImageName> names) {
        return CloneRegistry.ofSecondKind(context, header.id(), snap.id())
                .thenCombine(
                        registry.ofFirstKind(context, image, header.id(), snap.id()),
                        (second, first) -> {
                            List<ChildImageSpec> all = new ArrayList<>(second);
                            all.addAll(first);
                            return all;
                        })
                .thenCompose(children -> {
                    CompletableFuture<List<ImageName>> named =
                            CompletableFuture.completedFuture(names);
                    for (ChildImageSpec child : children) {
                        named =
                                named.thenCombine(
                                        registry.name(context, child),
                                        (sum, name) -> {
                                            sum.add(name);
                                            return sum;
                                        });
                    }
                    return named;
                });
    }

    /**
     * Gives a clone all its data and lets go of the parent, beside calls on the clone. INVALID if
     * it is no clone. Cut short, it goes on when it is asked again.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> flatten(ImageName image, DoubleConsumer progress) {
        return flatten(image, progress, () -> false);
    }

    /**
     * The same, to be stopped.
     *
     * @param cancelled when it is so, the work fails soon, with the clone as usable as before; what
     *     another client does as the image's owner goes on
     */
    public CompletableFuture<Void> flatten(
            ImageName image, DoubleConsumer progress, BooleanSupplier cancelled) {
        return images.with(image, "flattening " + image, i -> i.flatten(progress, cancelled));
    }

    static ParentImageSpec parentSpec(
            PoolLookup pools, ImageName parent, ImageHeader header, SnapMeta snapshot) {
        return new ParentImageSpec(
                pools.byName(parent.pool()).id(), parent.namespace(), header.id(), snapshot.id());
    }
}
