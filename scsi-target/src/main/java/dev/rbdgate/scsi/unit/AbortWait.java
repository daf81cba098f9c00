package dev.rbdgate.scsi.unit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for some tasks to end: those that one task management function has aborted, for example.
 */
final class AbortWait {

    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private final AtomicInteger running;

    AbortWait(int running) {
        this.running = new AtomicInteger(running);
    }

    /** Ends once every task has {@link #taskEnded}. */
    CompletableFuture<Void> future() {
        return future;
    }

    void taskEnded() {
        if (running.decrementAndGet() == 0) {
            future.complete(null);
        }
    }
}
