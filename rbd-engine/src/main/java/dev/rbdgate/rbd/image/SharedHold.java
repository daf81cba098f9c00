package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A step of long work that runs beside requests, but not beside what needs all to stand still. */
final class SharedHold<T> extends RequestGate.Hold {
    private final ImageIo image;
    private final Supplier<CompletableFuture<T>> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private SharedHold(ImageIo image, Supplier<CompletableFuture<T>> work) {
        super(RequestGate.NOWHERE_FROM, RequestGate.NOWHERE_TO, false);
        this.image = image;
        this.work = work;
    }

    static <T> CompletableFuture<T> run(ImageIo image, Supplier<CompletableFuture<T>> work) {
        SharedHold<T> hold = new SharedHold<>(image, work);
        image.gate().enter(hold);
        return hold.result;
    }

    @Override
    void run() {
        Operations.whenDone(
                Operations.done().thenCompose(_ -> work.get()),
                () -> image.gate().leave(this),
                result);
    }

    @Override
    void refuse(BlockError error, String detail) {
        result.completeExceptionally(
                new ImageException(
                        error == BlockError.BUSY
                                ? ImageException.Reason.IN_USE
                                : ImageException.Reason.FAILED,
                        "image %s: %s (%s)".formatted(image.name(), detail, error)));
    }
}
