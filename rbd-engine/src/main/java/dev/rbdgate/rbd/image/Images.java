package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * The images of a store and their lifecycle. Every change is durable when its future completes, and
 * crash-atomic: after a crash it has happened or it has not, or it is finished on the next open.
 * Futures fail with {@link ImageException}.
 */
public final class Images {

    public Images(ObjectStore store) {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<ImageInfo> create(ImageSpec spec) {
        throw new UnsupportedOperationException();
    }

    /** Names in a pool and namespace, in order. */
    public CompletableFuture<List<ImageName>> list(String pool, String namespace) {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<ImageInfo> info(ImageName name) {
        throw new UnsupportedOperationException();
    }

    /** Opens an image; opened again while open, it is the same instance with another count. */
    public CompletableFuture<Image> open(ImageName name) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes the capacity, through the open instance if there is one, whose listeners are told.
     *
     * @param allowShrink else a smaller size is INVALID
     */
    public CompletableFuture<ImageInfo> resize(
            ImageName name, long sizeBytes, boolean allowShrink) {
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes an image and its objects; IN_USE while it is open.
     *
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> delete(ImageName name, DoubleConsumer progress) {
        throw new UnsupportedOperationException();
    }
}
