package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of a store and their lifecycle. Every change is durable when its future completes, and
 * crash-atomic: after a crash it has happened or it has not, or it is finished on the next open.
 * Futures fail with {@link ImageException}.
 */
public final class Images {

    private static final Logger LOG = LoggerFactory.getLogger(Images.class);

    private final ObjectStore store;
    private final StoreKind kind;
    private final RandomGenerator random;
    private final OpenImages open = new OpenImages();
    private final PoolLookup pools;
    private final InfoReader infos;

    public Images(ObjectStore store) {
        this(store, new SecureRandom());
    }

    /**
     * @param random the source of new images' ids
     */
    public Images(ObjectStore store, RandomGenerator random) {
        this.store = store;
        this.kind = StoreKind.of(store);
        this.random = random;
        this.pools = new PoolLookup(store);
        this.infos = new InfoReader(pools);
    }

    /** Makes an image; ALREADY_EXISTS, or INVALID and UNSUPPORTED with the field at fault. */
    public CompletableFuture<ImageInfo> create(ImageSpec spec) {
        return guarded(
                "creating " + spec.name(),
                () -> {
                    Set<Feature> features = SpecCheck.check(spec);
                    return open.exclusively(
                                    spec.name(),
                                    () ->
                                            clearRemains(spec.name())
                                                    .thenCompose(_ -> create(spec, features)))
                            .thenCompose(_ -> info(spec.name()));
                });
    }

    private CompletableFuture<Void> create(ImageSpec spec, Set<Feature> features) {
        Pool pool = pools.byName(spec.name().pool());
        String id = ImageCreator.newId(store.instanceId(), random.nextInt());
        return new ImageCreator(
                        store.context(pool, ""),
                        store.context(pool, spec.name().namespace()),
                        spec,
                        features,
                        id)
                .create();
    }

    /**
     * Removes what an interrupted create or delete has left of an image: a name without a whole
     * header. Only where nobody else can be making it just now.
     */
    private CompletableFuture<Void> clearRemains(ImageName name) {
        ObjectContext context = context(name);
        if (!kind.oneOwner()) {
            return Operations.done();
        }
        return ImageDirectory.listedId(context, name.name())
                .thenCompose(id ->
                        new HeaderFormat2(context, id).read()
                                .thenApply(header -> !header.unfinished())
                                .exceptionallyCompose(Images::absentIsFalse)
                                .thenCompose(whole -> {
                                    if (whole) {
                                        throw alreadyExists(name);
                                    }
                                    LOG.info("clearing the remains of {}", name);
                                    return new ImageRemover(context, name, id).remove(_ -> {});
                                }))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? Operations.done()
                                : CompletableFuture.failedFuture(failure));
    }

    private static ImageException alreadyExists(ImageName name) {
        return new ImageException(
                ImageException.Reason.ALREADY_EXISTS, "image %s already exists".formatted(name));
    }

    private static CompletableFuture<Boolean> absentIsFalse(Throwable failure) {
        return StoreErrors.is(failure, Errno.ENOENT)
                ? CompletableFuture.completedFuture(false)
                : CompletableFuture.failedFuture(failure);
    }

    /**
     * Names in a pool and namespace, in order. One whose creation or deletion was cut short is
     * among them: its info is NOT_FOUND, and creating or deleting it clears it away.
     */
    public CompletableFuture<List<ImageName>> list(String pool, String namespace) {
        return guarded(
                "listing images of " + pool,
                () ->
                        ImageDirectory.names(store.context(pools.byName(pool), namespace))
                                .thenApply(names ->
                                        names.stream()
                                                .map(name -> new ImageName(pool, namespace, name))
                                                .toList()));
    }

    public CompletableFuture<ImageInfo> info(ImageName name) {
        return guarded(
                "image " + name,
                () -> {
                    CompletableFuture<RbdImage> opened = open.find(name);
                    if (opened != null) {
                        return opened.thenCompose(RbdImage::info);
                    }
                    ObjectContext context = context(name);
                    return ImageHeaders.read(context, name)
                            .thenCompose(header -> infos.read(name, contexts(context, name, header), header));
                });
    }

    /** Opens an image; opened again while open, it is the same instance with another count. */
    public CompletableFuture<Image> open(ImageName name) {
        return guarded("opening " + name, () -> opened(name).thenApply(image -> image));
    }

    private CompletableFuture<RbdImage> opened(ImageName name) {
        Pool pool = pools.byName(name.pool());
        return open.open(
                name,
                release ->
                        new ImageOpener(
                                        store.context(pool, name.namespace()),
                                        name,
                                        pools,
                                        infos,
                                        kind,
                                        release)
                                .open());
    }

    /**
     * Changes the capacity, through the open instance if there is one, whose listeners are told.
     *
     * @param allowShrink else a smaller size is INVALID
     */
    public CompletableFuture<ImageInfo> resize(
            ImageName name, long sizeBytes, boolean allowShrink) {
        return guarded(
                "resizing " + name,
                () -> {
                    SpecCheck.checkSize(sizeBytes);
                    return opened(name)
                            .thenCompose(image ->
                                    Operations.thenAlways(
                                            resize(image, sizeBytes, allowShrink), image::close));
                });
    }

    private static CompletableFuture<ImageInfo> resize(
            RbdImage image, long sizeBytes, boolean allowShrink) {
        if (sizeBytes < image.sizeBytes() && !allowShrink) {
            return CompletableFuture.failedFuture(
                    new ImageException(
                            ImageException.Reason.INVALID,
                            "size: %d bytes are less than the image has (%d); shrinking must be asked for"
                                    .formatted(sizeBytes, image.sizeBytes())));
        }
        return image.resize(sizeBytes).thenCompose(_ -> image.info());
    }

    /**
     * Deletes an image and its objects; IN_USE while it is open.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> delete(ImageName name, DoubleConsumer progress) {
        return guarded(
                "deleting " + name,
                () -> open.exclusively(name, () -> remove(name, progress)).thenApply(_ -> null));
    }

    private CompletableFuture<Void> remove(ImageName name, DoubleConsumer progress) {
        ObjectContext context = context(name);
        return ImageDirectory.id(context, name.name())
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? ImageDirectory.listedId(context, name.name())
                                : CompletableFuture.failedFuture(failure))
                .thenCompose(id ->
                        checkRemovable(context, name, id)
                                .thenCompose(
                                        _ -> new ImageRemover(context, name, id).remove(progress)));
    }

    /** A header that is gone already is of an image whose deletion was cut short. */
    private CompletableFuture<Void> checkRemovable(
            ObjectContext context, ImageName name, String id) {
        return Operations.absentIsFine(
                new HeaderFormat2(context, id).read()
                        .thenCompose(header -> {
                            header.checkSupported(name);
                            return ImageLock.holders(context, new ImageObjects(id).header());
                        })
                        .thenApply(held -> {
                            if (!kind.oneOwner() && !held.lockers().isEmpty()) {
                                throw new ImageException(
                                        ImageException.Reason.IN_USE,
                                        "image %s is locked by another client".formatted(name));
                            }
                            return null;
                        }));
    }

    private ObjectContext context(ImageName name) {
        return store.context(pools.byName(name.pool()), name.namespace());
    }

    private ImageContexts contexts(ObjectContext context, ImageName name, ImageHeader header) {
        return ImageContexts.of(context, header, name.namespace(), pools);
    }

    /** Every failure becomes an {@link ImageException}, also one thrown before the future. */
    private static <T> CompletableFuture<T> guarded(
            String what, Supplier<CompletableFuture<T>> work) {
        return Operations.done()
                .thenCompose(_ -> work.get())
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(StoreErrors.imageException(failure, what)));
    }
}
