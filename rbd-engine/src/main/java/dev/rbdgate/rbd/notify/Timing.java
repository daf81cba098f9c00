package dev.rbdgate.rbd.notify;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Time as it comes into what waits and repeats. */
public interface Timing {

    /** Nanoseconds since some moment. */
    long nanoTime();

    /** Completes after a delay, on a thread that may be used for a while. */
    CompletableFuture<Void> after(Duration delay);

    /** The system's time. */
    static Timing system() {
        return new Timing() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public CompletableFuture<Void> after(Duration delay) {
                return CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(
                                delay.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread));
            }
        };
    }
}
