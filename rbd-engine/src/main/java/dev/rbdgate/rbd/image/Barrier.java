package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Maintenance that runs while no call on the image does. */
final class Barrier<T> extends RequestGate.Hold {
    private final ImageIo image;
    private final Supplier<CompletableFuture<T>> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Barrier(ImageIo image, Supplier<CompletableFuture<T>> work) {
        super(RequestGate.EVERYTHING_FROM, RequestGate.EVERYTHING_TO, true);
        this.image = image;
        this.work = work;
    }

    static <T> CompletableFuture<T> run(ImageIo image, Supplier<CompletableFuture<T>> work) {
        Barrier<T> barrier = new Barrier<>(image, work);
        image.gate().enter(barrier);
        return barrier.result;
    }

    @Override
    void run() {
        // The next calls run before those who wait for the result are told.
        Operations.whenDone(
                Operations.done().thenCompose(_ -> work.get()),
                () -> image.gate().leave(this),
                result);
    }

    @Override
    boolean maintenance() {
        return true;
    }

    @Override
    void refuse(BlockError error, String detail) {
        result.completeExceptionally(
                new ImageException(
                        ImageException.Reason.FAILED,
                        "image %s: %s (%s)".formatted(image.name(), detail, error)));
    }
}
