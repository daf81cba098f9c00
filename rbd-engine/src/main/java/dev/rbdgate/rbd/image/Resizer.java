package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/**
 * Changes an image's capacity, in librbd's order: a larger one first gets its object map, a smaller
 * one first loses its tail. A shrink that has begun is on record, and is finished by the next open.
 */
final class Resizer {

    private final ObjectContext context;
    private final ImageIo image;
    private final ImageObjects objects;

    Resizer(ImageIo image) {
        this.context = image.contexts().metadata();
        this.image = image;
        this.objects = new ImageObjects(image.header().id());
    }

    /** Runs while nothing else does on the image. */
    CompletableFuture<Void> resize(long sizeBytes) {
        long before = image.sizeBytes();
        if (sizeBytes == before) {
            return Operations.done();
        }
        return sizeBytes > before ? grow(sizeBytes) : shrink(sizeBytes);
    }

    private CompletableFuture<Void> grow(long sizeBytes) {
        return resizeMap(sizeBytes).thenCompose(_ -> setSize(sizeBytes));
    }

    private CompletableFuture<Void> shrink(long sizeBytes) {
        return Leftover.write(context, objects.shrink(), sizeBytes)
                .thenCompose(_ -> cutTo(sizeBytes));
    }

    private CompletableFuture<Void> cutTo(long sizeBytes) {
        long before = image.sizeBytes();
        Zeroer tail = Zeroer.cutting(image.state());
        return Operations.call(
                        "cutting image " + objects.id(),
                        done -> tail.zero(sizeBytes, before - sizeBytes, before, done::accept))
                .thenCompose(_ -> Operations.flush(context))
                .thenCompose(_ -> setSize(sizeBytes))
                .thenCompose(_ -> resizeMap(sizeBytes))
                .thenCompose(_ -> forgetShrink());
    }

    /**
     * Finishes a shrink that was cut short, when the image is opened.
     *
     * @param finishing whether to finish what this client has begun, by its instance id; else it is
     *     forgotten
     */
    CompletableFuture<Void> finishShrink(LongPredicate finishing) {
        return Leftover.read(context, objects.shrink())
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return Operations.done();
                    }
                    if (!finishing.test(found.get().writer())) {
                        return forgetShrink();
                    }
                    long sizeBytes = found.get().value();
                    return sizeBytes < image.sizeBytes()
                            ? cutTo(sizeBytes)
                            : resizeMap(image.sizeBytes()).thenCompose(_ -> forgetShrink());
                });
    }

    private CompletableFuture<Void> forgetShrink() {
        return Operations.remove(context, objects.shrink());
    }

    private CompletableFuture<Void> resizeMap(long sizeBytes) {
        return Operations.call(
                "resizing the object map of image " + objects.id(),
                done ->
                        image.objects()
                                .states()
                                .resize(image.striper().objects(sizeBytes), done::accept));
    }

    private CompletableFuture<Void> setSize(long sizeBytes) {
        return image.access().setSize(sizeBytes).thenCompose(_ -> image.refreshOrShut());
    }
}
