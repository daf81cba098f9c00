package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the engine on a caller's (virtual) thread, and says its refusals in our words. */
final class Waiting {

    /** Longest wait for a control operation of the engine. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Waiting() {}

    /**
     * @throws RefusedException for what the engine refuses, and when {@link #LIMIT} is over
     */
    static <T> T on(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedException.of(
                    RefusedException.Kind.UNAVAILABLE, "the gateway is shutting down");
        } catch (TimeoutException e) {
            throw RefusedException.of(
                    RefusedException.Kind.UNAVAILABLE,
                    "the object store has not answered for " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException | CancellationException e) {
            throw refusal(e);
        }
    }

    /** What a failed future means. */
    static RuntimeException refusal(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof ImageException || cause instanceof ObjectStoreException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case ImageException e ->
                    switch (e.reason()) {
                        case NOT_FOUND -> RefusedException.notFound(message);
                        case ALREADY_EXISTS, IN_USE -> RefusedException.conflict("", message);
                        case INVALID, UNSUPPORTED -> RefusedException.invalid("", message);
                        case OUT_OF_SPACE ->
                                RefusedException.of(RefusedException.Kind.OUT_OF_SPACE, message);
                        case FAILED -> RefusedException.of(RefusedException.Kind.FAILED, message);
                    };
            case RefusedException refused -> refused;
            case ObjectStoreException e ->
                    RefusedException.of(
                            switch (e.errno()) {
                                case Errno.ENOSPC, Errno.EDQUOT ->
                                        RefusedException.Kind.OUT_OF_SPACE;
                                default -> RefusedException.Kind.FAILED;
                            },
                            message);
            default -> new IllegalStateException(failure);
        };
    }
}
