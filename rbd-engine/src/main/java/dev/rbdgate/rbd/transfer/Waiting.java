package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.diff.MalformedStreamException;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageException.Reason;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Waits, on a transfer's own thread, for what is asynchronous. */
final class Waiting {
    private Waiting() {}

    static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /** A data call on a device; what it fails with becomes the failure of the transfer. */
    static CompletableFuture<Void> call(Consumer<Completion> call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        call.accept(outcome -> {
            switch (outcome) {
                case Outcome.Done _ -> done.complete(null);
                case Outcome.Failed(BlockError error, String detail) ->
                        done.completeExceptionally(
                                new ImageException(
                                        error == BlockError.OUT_OF_SPACE
                                                ? Reason.OUT_OF_SPACE
                                                : Reason.FAILED,
                                        detail));
                case Outcome.Miscompare _ ->
                        done.completeExceptionally(new IllegalStateException("nothing compared"));
            }
        });
        return done;
    }

    /** What a failed transfer is told to have failed of. */
    static RuntimeException failure(RuntimeException failure, String what) {
        return switch (failure) {
            case ImageException told -> told;
            case CancellationException cancelled -> cancelled;
            case MalformedStreamException malformed -> refusal(Reason.INVALID, malformed, what);
            default -> refusal(Reason.FAILED, failure, what);
        };
    }

    private static ImageException refusal(Reason reason, RuntimeException cause, String what) {
        ImageException refusal = new ImageException(reason, what + ": " + cause.getMessage());
        refusal.initCause(cause);
        return refusal;
    }
}
