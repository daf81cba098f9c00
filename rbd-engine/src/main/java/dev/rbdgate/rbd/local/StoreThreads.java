package dev.rbdgate.rbd.local;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where a store's threads come from: a seam, so that a simulation can run a store by itself. */
@FunctionalInterface
public interface StoreThreads {

    /** How long an idle thread is kept. */
    long IDLE_SECONDS = 60;

    /**
     * Makes a pool that takes any number of tasks and starts them in order.
     *
     * @param name of its threads, which a number follows
     * @param threads how many tasks run at the same time
     */
    ExecutorService pool(String name, int threads);

    /** Daemon threads of the platform that end when they are idle. */
    static StoreThreads platform() {
        return (name, threads) -> {
            ThreadFactory factory = Thread.ofPlatform().name(name, 1).daemon().factory();
            ThreadPoolExecutor pool =
                    new ThreadPoolExecutor(
                            threads,
                            threads,
                            IDLE_SECONDS,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            factory);
            pool.allowCoreThreadTimeOut(true);
            return pool;
        };
    }
}
