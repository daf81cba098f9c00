package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.image.ImageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Threads for transfers: one each, for a bounded number of them. */
final class TransferThreads {

    /** Transfers that run at once; each takes up to 24 MiB for its buffers. */
    static final int MAX_RUNNING = 16;

    private static final long IDLE_SECONDS = 10;

    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    0,
                    MAX_RUNNING,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().name("transfer-", 1).daemon().factory());

    /** Runs a transfer; IN_USE if as many run as may. */
    <T> CompletableFuture<T> run(String what, Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    done.complete(work.get());
                } catch (RuntimeException failure) {
                    done.completeExceptionally(Waiting.failure(failure, what));
                } catch (Error defect) {
                    done.completeExceptionally(defect);
                    throw defect;
                }
            });
        } catch (RejectedExecutionException full) {
            done.completeExceptionally(
                    new ImageException(
                            ImageException.Reason.IN_USE,
                            "%s: %d transfers run, and no more may".formatted(what, MAX_RUNNING)));
        }
        return done;
    }

    void close() {
        threads.shutdown();
    }
}
