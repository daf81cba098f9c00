package dev.rbdgate.rbd.image;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of images. A copy is a clone of a snapshot that is given all its data and then parted from
 * it: the source may be written meanwhile, and what is cut short can be asked for again.
 */
public final class Copies {

    private final Images images;

    Copies(Images images) {
        this.images = images;
    }

    /**
     * Makes a copy. ALREADY_EXISTS if its name is taken.
     *
     * @param again whether to go on with one that was cut short
     * @param progress told the done part, 0 to 1
     * @param cancelled when it is so, the work fails soon; {@link #undo} takes away what it leaves
     */
    public CompletableFuture<Void> copy(
            CopySpec spec, boolean again, DoubleConsumer progress, BooleanSupplier cancelled) {
        return (again ? images.find(spec.copy()) : absent())
                .thenCompose(copy -> copy.isPresent() ? goOn(spec, copy.get()) : begin(spec))
                .thenCompose(clone ->
                        clone.parent().isPresent()
                                ? images.clones().flatten(spec.copy(), progress, cancelled)
                                : Operations.done())
                .thenCompose(_ -> removeOwnSnapshot(spec));
    }

    private static CompletableFuture<Optional<ImageInfo>> absent() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** A copy without a parent is whole: only the snapshot's removal is left. */
    private static CompletableFuture<ImageInfo> goOn(CopySpec spec, ImageInfo copy) {
        return copy.parent().isEmpty() || isBegun(spec, copy)
                ? CompletableFuture.completedFuture(copy)
                : CompletableFuture.failedFuture(
                        new ImageException(
                                ImageException.Reason.ALREADY_EXISTS,
                                "image %s is another one's clone".formatted(spec.copy())));
    }

    /** Whether an image is the clone that becomes the copy. */
    private static boolean isBegun(CopySpec spec, ImageInfo image) {
        return image.parent()
                .filter(it -> it.pool().equals(spec.source().pool()))
                .filter(it -> it.name().equals(Optional.of(spec.source().name())))
                .filter(it -> it.snapshot().equals(Optional.of(spec.snapshot())))
                .isPresent();
    }

    private CompletableFuture<ImageInfo> begin(CopySpec spec) {
        return (spec.ownSnapshot() ? snapshot(spec) : Operations.done())
                .thenCompose(_ ->
                        images.clones()
                                .create(CloneSpec.of(spec.source(), spec.snapshot(), spec.copy())));
    }

    /** The snapshot, protected where clones need that. */
    private CompletableFuture<Void> snapshot(CopySpec spec) {
        return ignoring(
                        ImageException.Reason.ALREADY_EXISTS,
                        images.snapshots()
                                .create(spec.source(), spec.snapshot())
                                .thenAccept(_ -> {}))
                .thenCompose(
                        _ -> images.snapshots().setProtected(spec.source(), spec.snapshot(), true))
                .thenAccept(_ -> {});
    }

    private CompletableFuture<Void> removeOwnSnapshot(CopySpec spec) {
        if (!spec.ownSnapshot()) {
            return Operations.done();
        }
        return ignoring(
                ImageException.Reason.NOT_FOUND,
                images.snapshots()
                        .setProtected(spec.source(), spec.snapshot(), false)
                        .thenCompose(_ ->
                                images.snapshots()
                                        .delete(spec.source(), spec.snapshot(), _ -> {})));
    }

    /** Takes away what a copy that failed or was cancelled has left. Can be asked for again. */
    public CompletableFuture<Void> undo(CopySpec spec) {
        return images.find(spec.copy())
                .thenCompose(copy ->
                        copy.filter(it -> isBegun(spec, it)).isPresent()
                                ? images.delete(spec.copy(), _ -> {})
                                : Operations.done())
                .thenCompose(_ -> removeOwnSnapshot(spec));
    }

    private static CompletableFuture<Void> ignoring(
            ImageException.Reason reason, CompletableFuture<Void> future) {
        return future.exceptionallyCompose(failure ->
                reason(failure) == reason
                        ? Operations.done()
                        : CompletableFuture.failedFuture(failure));
    }

    private static ImageException.@Nullable Reason reason(Throwable failure) {
        return StoreErrors.cause(failure) instanceof ImageException refusal
                ? refusal.reason()
                : null;
    }
}
