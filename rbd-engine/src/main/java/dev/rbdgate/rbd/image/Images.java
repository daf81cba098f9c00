package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
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
    private final InstantSource clock;
    private final Places places;
    private final Removal removal;
    private final OpenImages open = new OpenImages();
    private final Openings openings;
    private final PoolLookup pools;
    private final InfoReader infos;

    public Images(ObjectStore store) {
        this(store, new SecureRandom());
    }

    /**
     * @param random the source of new images' ids
     */
    public Images(ObjectStore store, RandomGenerator random) {
        this(store, random, Timing.system(), InstantSource.system());
    }

    /**
     * @param random the source of new images' ids
     * @param timing of what waits for other clients
     */
    public Images(ObjectStore store, RandomGenerator random, Timing timing) {
        this(store, random, timing, InstantSource.system());
    }

    /**
     * @param clock tells when deferments of the trash end
     */
    Images(ObjectStore store, RandomGenerator random, Timing timing, InstantSource clock) {
        this.clock = clock;
        this.store = store;
        this.kind = StoreKind.of(store);
        this.random = random;
        this.pools = new PoolLookup(store);
        this.infos = new InfoReader(pools);
        this.places = new Places(store, pools);
        this.removal = new Removal(kind);
        this.openings = new Openings(places, infos, kind, timing, open);
    }

    /** Makes an image; ALREADY_EXISTS, or INVALID and UNSUPPORTED with the field at fault. */
    public CompletableFuture<ImageInfo> create(ImageSpec spec) {
        return Places.guarded(
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
        ObjectContext context = places.context(name);
        if (!kind.oneOwner()) {
            return Operations.done();
        }
        return ImageDirectory.clearStaleId(context, kind, name)
                .thenCompose(_ -> ImageDirectory.listedId(context, name.name()))
                .thenCompose(id ->
                        new HeaderFormat2(context, id)
                                .read()
                                .thenApply(header -> !header.unfinished())
                                .exceptionallyCompose(Images::absentIsFalse)
                                .thenCompose(whole -> {
                                    if (whole) {
                                        throw alreadyExists(name);
                                    }
                                    LOG.info("clearing the remains of {}", name);
                                    return new ImageRemover(context, id).remove(name, _ -> {});
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
        return Places.guarded(
                "listing images of " + pool,
                () ->
                        ImageDirectory.names(places.context(pool, namespace))
                                .thenApply(names ->
                                        names.stream()
                                                .map(name -> new ImageName(pool, namespace, name))
                                                .toList()));
    }

    /** What was put away and can be had back. */
    public Trash trash() {
        return new Trash(places, kind, open, removal, clock);
    }

    /** The namespaces of a pool. */
    public Namespaces namespaces() {
        return new Namespaces(places);
    }

    /** What of an image can be changed besides its size. */
    public ImageSettings settings() {
        return new ImageSettings(places, kind, openings);
    }

    /** The object maps of images. */
    public ObjectMaps objectMaps() {
        return new ObjectMaps(places, openings);
    }

    public CompletableFuture<ImageInfo> info(ImageName name) {
        return Places.guarded(
                "image " + name,
                () -> {
                    CompletableFuture<RbdImage> opened = open.find(name);
                    if (opened != null) {
                        return opened.thenCompose(RbdImage::info);
                    }
                    ObjectContext context = places.context(name);
                    return ImageHeaders.read(context, name)
                            .thenCompose(header ->
                                    infos.read(
                                            name,
                                            ImageContexts.of(
                                                    context, header, name.namespace(), pools),
                                            header));
                });
    }

    /** Opens an image; opened again while open, it is the same instance with another count. */
    public CompletableFuture<Image> open(ImageName name) {
        return Places.guarded(
                "opening " + name, () -> openings.open(name).thenApply(image -> image));
    }

    /**
     * Changes the capacity, through the open instance if there is one, whose listeners are told.
     *
     * @param allowShrink else a smaller size is INVALID
     */
    public CompletableFuture<ImageInfo> resize(
            ImageName name, long sizeBytes, boolean allowShrink) {
        return Places.guarded(
                "resizing " + name,
                () -> {
                    SpecCheck.checkSize(sizeBytes);
                    return openings.with(
                            name,
                            image ->
                                    image.resize(sizeBytes, allowShrink)
                                            .thenCompose(_ -> image.info()));
                });
    }

    /**
     * Deletes an image and its objects; IN_USE while it is open.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> delete(ImageName name, DoubleConsumer progress) {
        return Places.guarded(
                "deleting " + name,
                () -> open.exclusively(name, () -> remove(name, progress)).thenApply(_ -> null));
    }

    private CompletableFuture<Void> remove(ImageName name, DoubleConsumer progress) {
        ObjectContext context = places.context(name);
        return ImageDirectory.id(context, name.name())
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? ImageDirectory.listedId(context, name.name())
                                : CompletableFuture.failedFuture(failure))
                .thenCompose(id ->
                        removal.checkRemovable(context, id, name.toString())
                                .thenCompose(
                                        _ -> new ImageRemover(context, id).remove(name, progress)));
    }
}
