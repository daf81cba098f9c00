package dev.rbdgate.rbd.image;

import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Opens an image for writing: header, lock, object map, what a crash has left to finish. On a store
 * with several clients the lock comes with the first change: see {@link SharedCustody}.
 *
 * <pre>
 * id, header ──> lock free ─────────────────────────────────> take lock ──> load map ──> finish shrink
 *           └──> lock left: flag map invalid ──> break lock ──┘         └──> rebuild map ──┘
 * </pre>
 */
final class ImageOpener {

    /** Unmaps of a local file system's block free storage. */
    private static final int LOCAL_GRANULARITY_BYTES = 4096;

    /** What OSDs allocate at a time, on disks (bluestore_min_alloc_size of old was larger). */
    private static final int RADOS_GRANULARITY_BYTES = 64 << 10;

    private final ObjectContext context;
    private final ImageName name;
    private final Facilities facilities;
    private final StoreKind kind;
    private final Timing timing;
    private final OpenImages.Registration<ImageName> registration;

    ImageOpener(
            ObjectContext context,
            ImageName name,
            Facilities facilities,
            StoreKind kind,
            Timing timing,
            OpenImages.Registration<ImageName> registration) {
        this.context = context;
        this.name = name;
        this.facilities = facilities;
        this.kind = kind;
        this.timing = timing;
        this.registration = registration;
    }

    CompletableFuture<RbdImage> open() {
        return ImageHeaders.find(context, name)
                .thenCompose(access ->
                        ImageHeaders.read(access, name).thenCompose(header -> open(access, header)))
                .thenCompose(image -> facilities.chains().opened(image.io()).thenApply(_ -> image));
    }

    private CompletableFuture<RbdImage> open(HeaderAccess access, ImageHeader header) {
        header.checkSupported(name);
        ImageContexts contexts =
                ImageContexts.of(context, header, name.namespace(), facilities.pools());
        HeadLoader loader = new HeadLoader(contexts, access, facilities.snapshots());
        if (!kind.oneOwner()) {
            return openShared(loader, header);
        }
        return header.has(Feature.EXCLUSIVE_LOCK)
                ? openLocked(loader, header)
                : image(loader, header, ObjectStates.UNKNOWN, null, true);
    }

    /** Whoever else has the image open, reads need nothing, and a change asks for the lock. */
    private CompletableFuture<RbdImage> openShared(HeadLoader loader, ImageHeader header) {
        return loader.load(header, ObjectStates.UNKNOWN)
                .thenCompose(state -> {
                    ImageIo io = new ImageIo(name, loader, state);
                    RbdImage image =
                            new RbdImage(
                                    io,
                                    facilities,
                                    traits(kind, header, false),
                                    false,
                                    registration);
                    return SharedCustody.begin(io, image, kind, timing)
                            .thenApply(custody -> {
                                image.keptBy(custody);
                                return image;
                            });
                })
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.imageException(failure, "opening " + name)));
    }

    private CompletableFuture<RbdImage> openLocked(HeadLoader state, ImageHeader header) {
        ImageObjects objects = new ImageObjects(header.id());
        boolean hasMap = header.has(Feature.OBJECT_MAP);
        ObjectMapLoader loader = new ObjectMapLoader(state.contexts(), header);
        return ImageLock.holders(context, objects.header())
                .thenCompose(held -> {
                    boolean left = !held.lockers().isEmpty();
                    if (!left) {
                        return CompletableFuture.completedFuture(false);
                    }
                    CompletableFuture<Void> flagged =
                            hasMap ? loader.distrust() : Operations.done();
                    // While the lock still says who had it.
                    return flagged.thenCompose(_ -> recordLoss(objects, held))
                            .thenCompose(_ -> ImageLock.breakAll(context, objects))
                            .thenApply(_ -> true);
                })
                .thenCompose(left ->
                        ImageLock.take(context, objects, hasMap)
                                .thenCompose(lock -> openUnder(lock, state, header, loader, left)))
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                ImageLock.heldByOther(failure)
                                        ? inUse()
                                        : StoreErrors.imageException(failure, "opening " + name)));
    }

    private ImageException inUse() {
        return new ImageException(
                ImageException.Reason.IN_USE,
                "image %s is locked by another client".formatted(name));
    }

    private CompletableFuture<RbdImage> openUnder(
            ImageLock lock,
            HeadLoader state,
            ImageHeader header,
            ObjectMapLoader loader,
            boolean distrusted) {
        CompletableFuture<ObjectStates> states =
                header.has(Feature.OBJECT_MAP)
                        ? loader.load(distrusted).thenApply(map -> map)
                        : CompletableFuture.completedFuture(ObjectStates.UNKNOWN);
        return states.thenCompose(known -> image(state, header, known, lock, distrusted))
                .exceptionallyCompose(failure ->
                        lock.abandon()
                                .handle((_, _) -> failure)
                                .thenCompose(CompletableFuture::failedFuture));
    }

    /**
     * @param wasOpen whether the image may have been in use when its last owner ended
     */
    private CompletableFuture<RbdImage> image(
            HeadLoader loader,
            ImageHeader header,
            ObjectStates states,
            @Nullable ImageLock lock,
            boolean wasOpen) {
        return loader.load(header, states)
                .thenCombine(
                        mayHaveLostWrites(header),
                        (state, lost) ->
                                new RbdImage(
                                        new ImageIo(name, loader, state),
                                        facilities,
                                        traits(kind, header, false),
                                        lost,
                                        registration))
                .thenCompose(image -> {
                    image.keptBy(new SoleCustody(lock));
                    return image.finishLeftovers(_ -> true)
                            .thenCompose(_ ->
                                    wasOpen && header.has(Feature.OBJECT_MAP)
                                            ? StrayMaps.remove(image.io())
                                            : Operations.done())
                            .thenApply(_ -> image);
                });
    }

    /**
     * Writes down that writes which nobody had flushed may be gone: the image may be closed in good
     * order before each initiator has been told. Not of an image that was opened since.
     */
    private CompletableFuture<Void> recordLoss(ImageObjects objects, LockInfo holders) {
        return kind.volatileWriteCache() && kind.restartedUnder(holders)
                ? Leftover.write(context, objects.lostWrites(), 0)
                : Operations.done();
    }

    /**
     * Whether that is written down, until the store forgets it. Nobody knows when an image without
     * a lock was opened.
     */
    private CompletableFuture<Boolean> mayHaveLostWrites(ImageHeader header) {
        if (!kind.volatileWriteCache()) {
            return CompletableFuture.completedFuture(false);
        }
        String record = new ImageObjects(header.id()).lostWrites();
        if (!header.has(Feature.EXCLUSIVE_LOCK) && kind.hostRestarted()) {
            return Leftover.write(context, record, 0).thenApply(_ -> true);
        }
        return Leftover.read(context, record)
                .thenCompose(lost ->
                        lost.isPresent() && !kind.hostRestarted()
                                ? Operations.remove(context, record).thenApply(_ -> false)
                                : CompletableFuture.completedFuture(lost.isPresent()));
    }

    /** What an image of a store offers as a device. */
    static DeviceTraits traits(StoreKind kind, ImageHeader header, boolean readOnly) {
        int objectBytes = (int) header.objectBytes();
        int unitBytes = (int) header.striper().stripeUnit();
        int granularity = kind.oneOwner() ? LOCAL_GRANULARITY_BYTES : RADOS_GRANULARITY_BYTES;
        return new DeviceTraits(
                readOnly,
                kind.volatileWriteCache(),
                true,
                objectBytes,
                Math.min(granularity, objectBytes),
                unitBytes,
                Math.min(kind.atomicWriteBytes(), unitBytes));
    }
}
