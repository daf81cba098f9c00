package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectStore.Capacity;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's capacity. The monitors are asked at most every few seconds, and nobody waits for
 * them longer than a moment: then the last answer stands.
 */
final class CapacityGauge {

    static final Duration REFRESH = Duration.ofSeconds(5);
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(CapacityGauge.class);
    private static final long KIBIBYTE = 1024;

    private final Supplier<CompletableFuture<Capacity>> question;
    private Capacity last = new Capacity(0, 0, 0);
    private CompletableFuture<Capacity> running = CompletableFuture.completedFuture(last);
    private long nextAt = System.nanoTime();

    CapacityGauge(Supplier<CompletableFuture<Capacity>> question) {
        this.question = question;
    }

    /** Asks a cluster; blocks. */
    static Capacity ask(long cluster) {
        try (Scratch scratch = new Scratch()) {
            // struct rados_cluster_stat_t: KiB in all, used, available; number of objects.
            long result = scratch.allocate(4L * Long.BYTES);
            ErrorNumbers.check(
                    ClusterCalls.statistics(cluster, result), "asking for the cluster's capacity");
            return new Capacity(
                    NativeMemory.getLong(result) * KIBIBYTE,
                    NativeMemory.getLong(result + 8) * KIBIBYTE,
                    NativeMemory.getLong(result + 16) * KIBIBYTE);
        }
    }

    private CompletableFuture<Capacity> ask() {
        try {
            return question.get();
        } catch (ObjectStoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    synchronized Capacity read() {
        if (running.isDone() && System.nanoTime() - nextAt >= 0) {
            running = ask();
            nextAt = System.nanoTime() + REFRESH.toNanos();
        }
        try {
            last = running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("the cluster does not tell its capacity at once");
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ObjectStoreException)) {
                throw new IllegalStateException(e.getCause());
            }
            LOG.warn("the cluster does not tell its capacity: {}", e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return last;
    }
}
