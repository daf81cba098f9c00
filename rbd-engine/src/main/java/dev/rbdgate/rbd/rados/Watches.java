package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A handle's watches by the numbers that librados gives back to the callbacks. A notification for a
 * number that is gone is for a watch that has ended.
 */
final class Watches {

    private final ClusterHandle handle;
    private final ConcurrentMap<Long, RadosWatch> byNumber = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();

    Watches(ClusterHandle handle) {
        this.handle = handle;
    }

    /** Registers before librados is asked: notifications may come before its answer. */
    RadosWatch add(IoContext io, String object, ObjectContext.WatchHandler handler) {
        long number = lastNumber.incrementAndGet();
        RadosWatch watch = new RadosWatch(handle, number, io, object, handler);
        byNumber.put(number, watch);
        return watch;
    }

    /**
     * @return whether it was there
     */
    boolean remove(RadosWatch watch) {
        return byNumber.remove(watch.number(), watch);
    }

    int count() {
        return byNumber.size();
    }

    void notified(long number, long notifyId, long watchHandle, long notifier, byte[] payload) {
        RadosWatch watch = byNumber.get(number);
        if (watch != null) {
            watch.notified(notifyId, watchHandle, notifier, payload);
        }
    }

    void failed(long number, int errno) {
        RadosWatch watch = byNumber.get(number);
        if (watch != null) {
            watch.failed(errno);
        }
    }

    /** Tells all watches that this client is fenced: the cluster has dropped them. */
    void failAll() {
        byNumber.values().forEach(watch -> watch.failed(Errno.ESHUTDOWN));
    }

    /** Ends all watches, so that others need not wait until they time out. */
    void endAll() {
        CompletableFuture.allOf(
                        byNumber.values().stream()
                                .map(RadosWatch::unwatch)
                                .toArray(CompletableFuture<?>[]::new))
                .exceptionally(_ -> null);
    }
}
