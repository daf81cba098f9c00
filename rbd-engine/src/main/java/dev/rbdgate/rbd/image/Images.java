package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
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
    private final InstantSource clock;
    private final Places places;
    private final Removal removal;
    private final OpenImages<ImageName, RbdImage> open = new OpenImages<>();
    private final OpenImages<ImageRef, SnapshotImage> openSnapshots = new OpenImages<>();
    private final Openings openings;
    private final PoolLookup pools;
    private final Facilities facilities;
    private final Snapshots snapshots;
    private final Clones clones;

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
        this.places = new Places(store, pools);
        CloneRegistry registry = new CloneRegistry(pools);
        SnapshotOpener opener = new SnapshotOpener(pools);
        OpenChains chains = new OpenChains(opener, kind, timing);
        this.facilities =
                new Facilities(
                        pools,
                        new InfoReader(pools, kind),
                        opener,
                        registry,
                        new ParentRelease(pools, registry, chains, this::purge),
                        chains);
        this.removal = new Removal(kind, facilities);
        this.openings = new Openings(places, facilities, kind, timing, open);
        this.snapshots = new Snapshots(this);
        this.clones = new Clones(this, registry);
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
        ObjectContext context = places.context(spec.name());
        if (spec.format() == HeaderFormat1.FORMAT) {
            return new ImagesFormat1(context, kind)
                    .create(spec, ImagesFormat1.newPrefix(store.instanceId(), random.nextInt()));
        }
        return ImageDirectory.checkFreeOfFormat1(context, spec.name())
                .thenCompose(_ -> creator(context, spec, features, newId()).create());
    }

    private String newId() {
        return ImageCreator.newId(store.instanceId(), random.nextInt());
    }

    private ImageCreator creator(
            ObjectContext context, ImageSpec spec, Set<Feature> features, String id) {
        Pool pool = pools.byName(spec.name().pool());
        Pool dataPool = spec.dataPool().map(this::dataPool).orElse(pool);
        ObjectContext data = context.sibling(dataPool, "");
        return new ImageCreator(
                new ImageCreator.Home(pool.id(), dataPool, data, context), spec, features, id);
    }

    private Pool dataPool(String name) {
        return store.pool(name)
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "dataPool: pool %s does not exist".formatted(name)));
    }

    CompletableFuture<ImageInfo> createClone(CloneSpec spec) {
        return Places.guarded(
                "cloning %s@%s to %s".formatted(spec.parent(), spec.snapshot(), spec.name()),
                () ->
                        open.exclusively(
                                        spec.name(),
                                        () ->
                                                clearRemains(spec.name())
                                                        .thenCompose(_ -> cloneTo(spec)))
                                .thenCompose(_ -> info(spec.name())));
    }

    private CompletableFuture<Void> cloneTo(CloneSpec spec) {
        ObjectContext home = places.context(spec.name());
        Pool pool = pools.byName(spec.parent().pool());
        ObjectContext parentHome = home.sibling(pool, spec.parent().namespace());
        return store.cloneV2Allowed()
                .thenApply(allowed -> allowed ? CloneKind.SECOND : CloneKind.FIRST)
                .thenCompose(kind ->
                        ImageHeaders.find(parentHome, spec.parent())
                                .thenCompose(access ->
                                        ImageHeaders.read(access, spec.parent())
                                                .thenCompose(header ->
                                                        cloneTo(
                                                                spec,
                                                                home,
                                                                parentHome,
                                                                access,
                                                                header,
                                                                kind))));
    }

    private CompletableFuture<Void> cloneTo(
            CloneSpec spec,
            ObjectContext home,
            ObjectContext parentHome,
            HeaderAccess access,
            ImageHeader header,
            CloneKind kind) {
        SnapMeta snapshot = SnapshotChanges.named(header, spec.parent(), spec.snapshot());
        ImageSpec image = CloneCreator.imageSpec(spec, header, snapshot, kind);
        Set<Feature> features = SpecCheck.check(image);
        ParentImageSpec parent = Clones.parentSpec(pools, spec.parent(), header, snapshot);
        String id = newId();
        CloneCreator clone =
                new CloneCreator(
                        home,
                        parentHome,
                        access,
                        spec,
                        facilities.clones(),
                        kind,
                        parent,
                        new ChildImageSpec(
                                pools.byName(spec.name().pool()).id(), id, spec.name().namespace()),
                        snapshot.imageSize());
        // Opened to see that it can be: the chain may be too long, a pool out of reach.
        return facilities
                .snapshots()
                .open(home, parent)
                .thenCompose(_ ->
                        creator(home, image, features, id)
                                .createClone(clone::attach, clone::detach));
    }

    /**
     * Removes what an interrupted create or delete has left of an image: a name without a whole
     * header, or without the id that leads to it. Only where nobody else can be making it just now.
     */
    private CompletableFuture<Void> clearRemains(ImageName name) {
        if (!kind.oneOwner()) {
            return Operations.done();
        }
        ObjectContext context = places.context(name);
        return ImageDirectory.clearStaleId(context, kind, name)
                .thenCompose(_ -> ImageDirectory.listedId(context, name.name()))
                .thenCompose(listed ->
                        ImageHeaders.read(context, name)
                                .thenApply(_ -> true)
                                .exceptionallyCompose(Images::missingIsFalse)
                                .thenCompose(whole -> {
                                    if (whole) {
                                        throw ImageDirectory.alreadyExists(name);
                                    }
                                    LOG.info("clearing the remains of {}", name);
                                    return removeRemains(context, name, listed);
                                }))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? Operations.done()
                                : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Void> removeRemains(
            ObjectContext context, ImageName name, String id) {
        return removal.remover(context, name.pool(), name.namespace(), id)
                .thenCompose(remover -> remover.remove(name, _ -> {}));
    }

    private static CompletableFuture<Boolean> missingIsFalse(Throwable failure) {
        return StoreErrors.imageException(failure, "").reason() == ImageException.Reason.NOT_FOUND
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
                        names(places.context(pool, namespace), namespace)
                                .thenApply(names ->
                                        names.stream()
                                                .map(name -> new ImageName(pool, namespace, name))
                                                .toList()));
    }

    /** The names of images of both formats. */
    private static CompletableFuture<SortedSet<String>> names(
            ObjectContext context, String namespace) {
        CompletableFuture<List<String>> format1 =
                namespace.isEmpty()
                        ? DirectoryFormat1.names(context)
                        : CompletableFuture.completedFuture(List.of());
        return ImageDirectory.names(context)
                .thenCombine(
                        format1,
                        (names, older) -> {
                            SortedSet<String> all = new TreeSet<>(names);
                            all.addAll(older);
                            return all;
                        });
    }

    public Snapshots snapshots() {
        return snapshots;
    }

    public Clones clones() {
        return clones;
    }

    /** Images made as copies of others. */
    public Copies copies() {
        return new Copies(this);
    }

    /**
     * The records of long work.
     *
     * @param owner whose work; letters, digits and dashes
     */
    public WorkRecords work(String owner) {
        return new WorkRecords(store.context(store.pools().getFirst(), ""), owner);
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
        return new ImageSettings(places, kind, openings, openSnapshots);
    }

    /** Who has images open, and who may change them. */
    public ImageLocks locks() {
        return new ImageLocks(places, open);
    }

    /** The object maps of images. */
    public ObjectMaps objectMaps() {
        return new ObjectMaps(places, openings);
    }

    /** An image that may not be there. */
    public CompletableFuture<Optional<ImageInfo>> find(ImageName name) {
        return info(name)
                .thenApply(Optional::of)
                .exceptionallyCompose(failure ->
                        StoreErrors.cause(failure) instanceof ImageException refusal
                                        && refusal.reason() == ImageException.Reason.NOT_FOUND
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : CompletableFuture.failedFuture(failure));
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
                                    facilities
                                            .infos()
                                            .read(
                                                    name,
                                                    ImageContexts.of(
                                                            context,
                                                            header,
                                                            name.namespace(),
                                                            pools),
                                                    header));
                });
    }

    /**
     * The name that an image has now, by its id, of which it has one for ever; empty if there is no
     * such image, or it is in the trash. Images of format 1 are not found.
     */
    public CompletableFuture<Optional<ImageName>> find(
            String pool, String namespace, String imageId) {
        return Places.guarded(
                "image " + imageId,
                () ->
                        ImageDirectory.name(places.context(pool, namespace), imageId)
                                .thenApply(
                                        name -> Optional.of(new ImageName(pool, namespace, name)))
                                .exceptionallyCompose(failure ->
                                        StoreErrors.is(failure, Errno.ENOENT)
                                                ? CompletableFuture.completedFuture(
                                                        Optional.empty())
                                                : CompletableFuture.failedFuture(failure)));
    }

    /** Opens an image; opened again while open, it is the same instance with another count. */
    public CompletableFuture<Image> open(ImageName name) {
        return Places.guarded(
                "opening " + name, () -> openings.open(name).thenApply(image -> image));
    }

    /**
     * Opens a snapshot for reading; opened again while open, it is the same instance. While it is
     * open it cannot be removed here.
     */
    public CompletableFuture<Image> openSnapshot(ImageName name, String snapshot) {
        return Places.guarded(
                "opening %s@%s".formatted(name, snapshot),
                () ->
                        openSnapshots
                                .open(
                                        new ImageRef(name, snapshot),
                                        registration ->
                                                openedSnapshot(name, snapshot, registration))
                                .thenApply(image -> image));
    }

    private CompletableFuture<SnapshotImage> openedSnapshot(
            ImageName name, String snapshot, OpenImages.Registration<ImageRef> registration) {
        ObjectContext context = places.context(name);
        return ImageHeaders.find(context, name)
                .thenCompose(access ->
                        ImageHeaders.read(access, name)
                                .thenCompose(header -> {
                                    header.checkReadable(name.toString());
                                    SnapMeta found = SnapshotChanges.named(header, name, snapshot);
                                    SnapshotLoader loader =
                                            new SnapshotLoader(
                                                    ImageContexts.of(
                                                            context,
                                                            header,
                                                            name.namespace(),
                                                            pools),
                                                    access,
                                                    facilities.snapshots(),
                                                    name,
                                                    found.id());
                                    return loader.load(header)
                                            .thenCompose(state -> {
                                                ImageIo io = new ImageIo(name, loader, state);
                                                SnapshotImage image =
                                                        new SnapshotImage(
                                                                io,
                                                                facilities,
                                                                found.id(),
                                                                ImageOpener.traits(
                                                                        kind, header, true),
                                                                registration);
                                                return facilities
                                                        .chains()
                                                        .opened(io)
                                                        .thenApply(_ -> image);
                                            });
                                }));
    }

    /** Runs maintenance on an image, which is opened for it unless it is open. */
    <T> CompletableFuture<T> with(
            ImageName name, String what, Function<RbdImage, CompletableFuture<T>> work) {
        return Places.guarded(what, () -> openings.with(name, work));
    }

    /** Runs work on a snapshot that must not be open as a device; IN_USE if it is. */
    <T> CompletableFuture<T> withUnopened(ImageRef ref, Supplier<CompletableFuture<T>> work) {
        return Places.guarded(ref.toString(), () -> openSnapshots.exclusively(ref, work));
    }

    /**
     * Runs work that gives a snapshot another name, open or not; IN_USE if one of the names is
     * taken.
     */
    <T> CompletableFuture<T> renamingSnapshot(
            ImageRef from, ImageRef to, Supplier<CompletableFuture<T>> work) {
        return Places.guarded(
                from.toString(),
                () -> from.equals(to) ? work.get() : openSnapshots.renaming(from, to, work));
    }

    /** An image's header as it is now; NOT_FOUND. */
    CompletableFuture<ImageHeader> header(ImageName name) {
        return withHeader(
                name, "image " + name, (_, header) -> CompletableFuture.completedFuture(header));
    }

    /** Work on an image's header as it is now, and the context it was read through; NOT_FOUND. */
    <T> CompletableFuture<T> withHeader(
            ImageName name,
            String what,
            BiFunction<ObjectContext, ImageHeader, CompletableFuture<T>> work) {
        return Places.guarded(
                what,
                () -> {
                    ObjectContext context = places.context(name);
                    return ImageHeaders.read(context, name)
                            .thenCompose(header -> work.apply(context, header));
                });
    }

    /** Removes a parent's snapshot if it was condemned and has lost its last clone. */
    private CompletableFuture<Void> purge(ParentImageSpec parent) {
        return Places.guarded(
                        "removing snapshot %d of image %s"
                                .formatted(parent.snapId(), parent.imageId()),
                        () -> {
                            Pool pool = pools.byId(parent.poolId());
                            ObjectContext home = store.context(pool, parent.namespace());
                            return new HeaderFormat2(home, parent.imageId())
                                    .read()
                                    .thenCompose(header ->
                                            header.snapshot(parent.snapId())
                                                            .filter(ImageHeader::condemned)
                                                            .isPresent()
                                                    ? removeCondemned(home, pool, parent)
                                                    : Operations.done());
                        })
                .exceptionally(failure -> {
                    LOG.info(
                            "snapshot {} of image {} is left until the image is opened: {}",
                            parent.snapId(),
                            parent.imageId(),
                            failure.getMessage());
                    return null;
                });
    }

    private CompletableFuture<Void> removeCondemned(
            ObjectContext home, Pool pool, ParentImageSpec parent) {
        return ImageDirectory.name(home, parent.imageId())
                .thenCompose(name -> {
                    ImageName image = new ImageName(pool.name(), parent.namespace(), name);
                    return with(image, "image " + image, RbdImage::removeCondemned);
                });
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
     * Deletes an image and its objects; IN_USE while it is open, has snapshots, or clones hang on
     * it.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> delete(ImageName name, DoubleConsumer progress) {
        return Places.guarded(
                "deleting " + name,
                () ->
                        finishRemovals(name)
                                .thenCompose(
                                        _ -> open.exclusively(name, () -> remove(name, progress)))
                                .thenApply(_ -> null));
    }

    /** Opens an image that has snapshots to finish removing, which then is done. */
    private CompletableFuture<Void> finishRemovals(ImageName name) {
        return ImageHeaders.read(places.context(name), name)
                .thenApply(header -> header.snapshots().stream().anyMatch(ImageHeader::condemned))
                .exceptionallyCompose(Images::missingIsFalse)
                .thenCompose(some ->
                        some
                                ? with(name, "image " + name, RbdImage::removeCondemned)
                                : Operations.done());
    }

    private CompletableFuture<Void> remove(ImageName name, DoubleConsumer progress) {
        ObjectContext context = places.context(name);
        return ImageHeaders.hasFormat1(context, name)
                .thenCompose(format1 ->
                        format1
                                ? new ImagesFormat1(context, kind).remove(name, progress)
                                : removeFormat2(context, name, progress));
    }

    private CompletableFuture<Void> removeFormat2(
            ObjectContext context, ImageName name, DoubleConsumer progress) {
        return ImageDirectory.id(context, name.name())
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? ImageDirectory.listedId(context, name.name())
                                : CompletableFuture.failedFuture(failure))
                .thenCompose(id ->
                        removal.checkRemovable(context, id, name.toString())
                                .thenCompose(_ ->
                                        removal.remover(context, name.pool(), name.namespace(), id))
                                .thenCompose(remover -> remover.remove(name, progress)));
    }
}
