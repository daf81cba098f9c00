package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs what librados offers only as a blocking call, on a few threads of its own. */
final class BlockingCalls {

    static final int THREADS = 8;

    /** Calls that may wait for a thread: a rollback queues one for each object it runs ahead. */
    static final int MAX_QUEUED = 16_384;

    private static final long IDLE_SECONDS = 30;

    private final Executor futures;
    private final CallMeter meter;
    private final ThreadPoolExecutor pool;

    /**
     * @param futures runs what depends on futures
     * @param meter of the store
     */
    BlockingCalls(Executor futures, CallMeter meter) {
        this.futures = futures;
        this.meter = meter;
        pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_QUEUED),
                        Thread.ofPlatform().name("rados-blocking-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs a call that uses a connection, which lasts until it ends. */
    <T extends @Nullable Object> CompletableFuture<T> run(
            ClusterHandle handle, CallKind kind, Callable<T> call) {
        return run(() -> handle.blocking(() -> metered(kind, call)));
    }

    private <T extends @Nullable Object> T metered(CallKind kind, Callable<T> call)
            throws Exception {
        long begin = System.nanoTime();
        int result = 0;
        try {
            return call.call();
        } catch (ObjectStoreException e) {
            result = -e.errno();
            throw e;
        } finally {
            meter.ended(kind, System.nanoTime() - begin, result);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is belongs into the future
    private <T extends @Nullable Object> CompletableFuture<T> run(Callable<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            pool.execute(() -> {
                try {
                    T result = call.call();
                    futures.execute(() -> future.complete(result));
                } catch (Exception e) {
                    futures.execute(() -> future.completeExceptionally(e));
                }
            });
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(
                    new ObjectStoreException(
                            Errno.EAGAIN, "too many blocking calls wait, or the store is closed"));
        }
        return future;
    }

    void close() {
        pool.shutdown();
    }
}
