package dev.rbdgate.block;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Has delayed calls go on, on a thread of its own. The thread begins with the first call that is
 * delayed.
 */
public final class LimitTimer implements AutoCloseable {

    private final ScheduledThreadPoolExecutor executor;

    /**
     * @param name of the thread
     */
    public LimitTimer(String name) {
        executor =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Runs an action when the time is over; never, if it is closed before. */
    public void schedule(long nanos, Runnable action) {
        try {
            var _ = executor.schedule(action, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Who still has something waiting has withdrawn or released it, or does so now.
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
