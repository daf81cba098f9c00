package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.Timing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Wakes those who wait for news. */
final class Signal {
    private final Timing timing;
    private CompletableFuture<Void> next = new CompletableFuture<>();

    Signal(Timing timing) {
        this.timing = timing;
    }

    /** What the next news completes; taken before one looks, so that none is missed. */
    synchronized CompletableFuture<Void> next() {
        return next;
    }

    void give() {
        CompletableFuture<Void> given;
        synchronized (this) {
            given = next;
            next = new CompletableFuture<>();
        }
        given.complete(null);
    }

    /** Waits for news, but not longer than the limit. */
    CompletableFuture<Void> await(CompletableFuture<Void> news, Duration limit) {
        return CompletableFuture.anyOf(news, timing.after(limit)).thenApply(_ -> null);
    }
}
