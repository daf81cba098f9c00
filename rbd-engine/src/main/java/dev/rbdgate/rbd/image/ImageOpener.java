package dev.rbdgate.rbd.image;

import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens an image for writing: header, lock, object map, what a crash has left to finish.
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
    private final long poolId;
    private final StoreKind kind;
    private final Supplier<CompletableFuture<Void>> release;

    ImageOpener(
            ObjectContext context,
            ImageName name,
            long poolId,
            StoreKind kind,
            Supplier<CompletableFuture<Void>> release) {
        this.context = context;
        this.name = name;
        this.poolId = poolId;
        this.kind = kind;
        this.release = release;
    }

    /** The header of a named image, if it is whole. */
    static CompletableFuture<ImageHeader> header(ObjectContext context, ImageName name) {
        return ImageDirectory.id(context, name.name())
                .thenCompose(id -> ImageHeader.read(context, id))
                .handle((header, failure) -> {
                    if (StoreErrors.is(failure, Errno.ENOENT)
                            || (failure == null && header.unfinished())) {
                        throw new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "image %s does not exist".formatted(name));
                    }
                    if (failure != null) {
                        throw StoreErrors.imageException(failure, "opening " + name);
                    }
                    return header;
                });
    }

    CompletableFuture<RbdImage> open() {
        return header(context, name)
                .thenCompose(header -> {
                    header.checkSupported(name);
                    return header.has(Feature.EXCLUSIVE_LOCK)
                            ? openLocked(header)
                            : image(header, ObjectStates.UNKNOWN, null, true);
                });
    }

    private CompletableFuture<RbdImage> openLocked(ImageHeader header) {
        ImageObjects objects = new ImageObjects(header.id());
        boolean hasMap = header.has(Feature.OBJECT_MAP);
        ObjectMapLoader loader =
                new ObjectMapLoader(context, header, new ObjectNames(header.objectPrefix()));
        return ImageLock.holders(context, objects.header())
                .thenCompose(held -> {
                    boolean left = !held.lockers().isEmpty();
                    if (!left) {
                        return CompletableFuture.completedFuture(false);
                    }
                    if (!kind.oneOwner()) {
                        throw inUse();
                    }
                    CompletableFuture<Void> flagged =
                            hasMap ? loader.distrust() : Operations.done();
                    return flagged.thenCompose(_ -> ImageLock.breakAll(context, objects))
                            .thenApply(_ -> true);
                })
                .thenCompose(left ->
                        ImageLock.take(context, objects, hasMap)
                                .thenCompose(lock -> openUnder(lock, header, loader, left)))
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
            ImageLock lock, ImageHeader header, ObjectMapLoader loader, boolean distrusted) {
        CompletableFuture<ObjectStates> states =
                header.has(Feature.OBJECT_MAP)
                        ? loader.load(distrusted).thenApply(map -> map)
                        : CompletableFuture.completedFuture(ObjectStates.UNKNOWN);
        return states.thenCompose(known -> image(header, known, lock, distrusted))
                .exceptionallyCompose(failure ->
                        lock.abandon()
                                .handle((_, _) -> failure)
                                .thenCompose(CompletableFuture::failedFuture));
    }

    /**
     * @param wasOpen whether the image may have been in use when its last owner ended
     */
    private CompletableFuture<RbdImage> image(
            ImageHeader header, ObjectStates states, @Nullable ImageLock lock, boolean wasOpen) {
        ObjectNames names = new ObjectNames(header.objectPrefix());
        ObjectIo objects = new ObjectIo(context, names, states, header.objectBytes());
        ImageIo io = new ImageIo(name, header.striper(), objects, header.sizeBytes());
        RbdImage image =
                new RbdImage(
                        io,
                        header,
                        context,
                        names,
                        poolId,
                        traits(header),
                        wasOpen && kind.hostRestarted(),
                        lock,
                        release);
        return new Resizer(context, io, new ImageObjects(header.id()))
                .finishShrink()
                .thenApply(_ -> image);
    }

    private DeviceTraits traits(ImageHeader header) {
        int objectBytes = (int) header.objectBytes();
        int unitBytes = (int) header.striper().stripeUnit();
        int granularity = kind.oneOwner() ? LOCAL_GRANULARITY_BYTES : RADOS_GRANULARITY_BYTES;
        return new DeviceTraits(
                false,
                kind.volatileWriteCache(),
                true,
                objectBytes,
                Math.min(granularity, objectBytes),
                unitBytes,
                Math.min(kind.atomicWriteBytes(), unitBytes));
    }
}
