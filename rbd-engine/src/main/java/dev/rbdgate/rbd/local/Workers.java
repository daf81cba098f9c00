package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.Errno;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's threads, and the count of the calls that it has accepted. The queue needs no limit of
 * its own: accepted calls are limited, and each is in it at most once. It wakes one thread when it
 * stops being empty and each thread that takes from it wakes the next, so a batch of calls costs
 * its submitter one wake-up.
 */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final int maxCalls;
    private final ExecutorService workers;
    private final ExecutorService syncers;

    /**
     * Accepted calls that have not completed; {@link #CLOSED} is added when no more are accepted.
     */
    private final AtomicLong calls = new AtomicLong();

    private static final long CLOSED = 1L << 40;

    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    Workers(LocalStoreSettings settings) {
        maxCalls = settings.maxCalls();
        workers = settings.threads().pool("store-worker-", settings.workerThreads());
        syncers = settings.threads().pool("store-sync-", settings.syncThreads());
    }

    /**
     * Accepts a call.
     *
     * @return 0, or the result that refuses it; accepted calls end with {@link #completed}
     */
    int accept() {
        long now = calls.incrementAndGet();
        if (now <= maxCalls) {
            return 0;
        }
        completed();
        return now >= CLOSED ? -Errno.ESHUTDOWN : -Errno.EAGAIN;
    }

    /** Accepts a call of the store's own, which no limit refuses; false: it is being closed. */
    boolean acceptOwn() {
        if (calls.incrementAndGet() < CLOSED) {
            return true;
        }
        completed();
        return false;
    }

    void completed() {
        if (calls.decrementAndGet() == CLOSED) {
            drained.complete(null);
        }
    }

    boolean isClosed() {
        return calls.get() >= CLOSED;
    }

    /** Accepts no more calls; completes when all that were accepted have completed. */
    CompletableFuture<Void> drain() {
        if (calls.addAndGet(CLOSED) == CLOSED) {
            drained.complete(null);
        }
        return drained;
    }

    /** Runs a call that has entered its object, and those that it lets in. */
    void start(LocalObject object, ObjectCall call) {
        workers.execute(() -> drive(object, call));
    }

    void startAll(LocalObject object, List<ObjectCall> calls) {
        for (int i = 0; i < calls.size(); i++) {
            start(object, calls.get(i));
        }
    }

    private void drive(LocalObject object, ObjectCall first) {
        ObjectCall call = first;
        while (call != null) {
            call.run();
            List<ObjectCall> next = object.access().leave(call.exclusive());
            for (int i = 1; i < next.size(); i++) {
                start(object, next.get(i));
            }
            finish(call);
            call = next.isEmpty() ? null : next.getFirst();
        }
    }

    private static void finish(ObjectCall call) {
        try {
            call.finish();
        } catch (RuntimeException | Error e) {
            LOG.error("A completion threw", e);
        }
    }

    /** For work that belongs to no object, or waits for none. */
    void execute(Runnable task) {
        workers.execute(task);
    }

    void executeSync(Runnable task) {
        syncers.execute(task);
    }

    void shutdown() {
        workers.shutdown();
        syncers.shutdown();
    }
}
