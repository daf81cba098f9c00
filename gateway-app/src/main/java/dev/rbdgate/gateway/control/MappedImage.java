package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ImageReference;
import dev.rbdgate.config.SnapshotReference;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What a mapping refers to, opened.
 *
 * @param reference as the mapping has it, with the names as they are now
 */
record MappedImage(Image image, ImageReference reference) {

    /**
     * Opens what a mapping refers to: by its names, and where those do not lead to it any more, by
     * its ids. Fails if it is not there.
     */
    static CompletableFuture<MappedImage> find(Images images, ImageReference reference) {
        return open(images, reference)
                .exceptionallyCompose(failure ->
                        renamed(images, reference)
                                .thenCompose(now ->
                                        now.map(it -> open(images, it))
                                                .orElseGet(() ->
                                                        CompletableFuture.failedFuture(failure))));
    }

    /** Opens by names, and fails if they lead to something else. */
    private static CompletableFuture<MappedImage> open(Images images, ImageReference reference) {
        return openNamed(images, reference)
                .thenCompose(image -> {
                    if (isSame(image, reference)) {
                        return CompletableFuture.completedFuture(new MappedImage(image, reference));
                    }
                    String other = image.id();
                    return image.close()
                            .handle((_, _) -> null)
                            .thenCompose(
                                    _ -> CompletableFuture.failedFuture(another(reference, other)));
                });
    }

    private static RefusedException another(ImageReference reference, String otherId) {
        return RefusedException.conflict(
                "image",
                "the image of this name is another one now (id %s, mapped was %s); remove the LUN and map it anew"
                        .formatted(otherId, reference.imageId()));
    }

    /** Opens an image, or a snapshot of it, by its names. */
    static CompletableFuture<Image> openNamed(Images images, ImageReference reference) {
        try {
            ImageName name =
                    new ImageName(reference.pool(), reference.namespace(), reference.name());
            return reference
                    .snapshot()
                    .map(it -> images.openSnapshot(name, it.name()))
                    .orElseGet(() -> images.open(name));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The same with the names of now; empty if they are as known, or there is no such thing. */
    private static CompletableFuture<Optional<ImageReference>> renamed(
            Images images, ImageReference known) {
        return images.find(known.pool(), known.namespace(), known.imageId())
                .thenCompose(name ->
                        name.map(it -> withSnapshotName(images, known.named(it.name()), it))
                                .orElseGet(
                                        () -> CompletableFuture.completedFuture(Optional.empty())))
                .thenApply(now -> now.filter(it -> !it.equals(known)));
    }

    private static CompletableFuture<Optional<ImageReference>> withSnapshotName(
            Images images, ImageReference reference, ImageName name) {
        if (reference.snapshot().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(reference));
        }
        long id = reference.snapshot().get().id();
        return images.snapshots()
                .list(name)
                .thenApply(snapshots ->
                        snapshots.stream()
                                .filter(it -> it.id() == id)
                                .findFirst()
                                .map(it ->
                                        reference.withSnapshot(
                                                new SnapshotReference(it.name(), id))));
    }

    /** Whether an opened image is the one that is meant, and not another of the same name. */
    static boolean isSame(Image image, ImageReference reference) {
        return image.id().equals(reference.imageId())
                && image.snapshotId()
                        .equals(
                                reference
                                        .snapshot()
                                        .map(it -> OptionalLong.of(it.id()))
                                        .orElseGet(OptionalLong::empty));
    }
}
