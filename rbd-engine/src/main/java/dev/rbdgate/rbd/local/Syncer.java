package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes things durable: one object, or all of a flush scope. */
final class Syncer {

    private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);

    private final KeyValueStore kv;
    private final Workers workers;
    private final StoreHealth health;
    private final int parallel;
    private final LongAdder runs = new LongAdder();
    private final LongAdder runNanos = new LongAdder();

    Syncer(KeyValueStore kv, Workers workers, StoreHealth health, int parallel) {
        this.kv = kv;
        this.workers = workers;
        this.health = health;
        this.parallel = parallel;
    }

    /**
     * Makes an object durable, with its name and all records; waits for that.
     *
     * @return 0 or an error
     */
    int syncNow(LocalObject object) {
        int refusal = health.flushRefusal();
        if (refusal < 0) {
            return refusal;
        }
        try {
            object.sync();
            // Its name may have changed without it: removed, or made elsewhere and renamed.
            object.directory().sync();
            if (!kv.isSynced()) {
                kv.sync();
            }
            // What failed meanwhile may have been a part of this: a directory, or the records.
            return health.flushRefusal();
        } catch (StoreFileException e) {
            health.syncFailed(e);
            return -Errno.EIO;
        } catch (RuntimeException | Error e) {
            health.syncFailed(new StoreFileException(Errno.EIO, "sync", e));
            return -Errno.EIO;
        }
    }

    /** Passes over scopes since the start. */
    long runs() {
        return runs.sum();
    }

    /** How long those took together. */
    long runNanos() {
        return runNanos.sum();
    }

    /** Makes durable what a scope holds. */
    void flush(FlushScope scope, ObjectCompletion completion) {
        int refusal = health.flushRefusal();
        if (refusal < 0) {
            tell(completion, refusal);
        } else if (scope.isClean() && kv.isSynced()) {
            tell(completion, 0);
        } else if (scope.join(completion)) {
            workers.executeSync(() -> runNext(scope));
        }
    }

    private void runNext(FlushScope scope) {
        List<ObjectCompletion> served = scope.take();
        if (!served.isEmpty()) {
            new Run(scope, served).start();
        }
    }

    private static void tell(ObjectCompletion completion, int result) {
        try {
            completion.complete(result);
        } catch (RuntimeException | Error e) {
            LOG.error("A completion threw", e);
        }
    }

    /**
     * One pass over a scope: the files side by side, each with its directories; then the
     * directories whose files are gone; then the records.
     */
    private final class Run {
        private final FlushScope scope;
        private final List<ObjectCompletion> served;
        private final List<Syncable> dirty;
        private final Queue<Syncable> files = new ConcurrentLinkedQueue<>();
        private final AtomicInteger working = new AtomicInteger();
        private final AtomicBoolean failed = new AtomicBoolean();
        private final long startNanos = System.nanoTime();

        Run(FlushScope scope, List<ObjectCompletion> served) {
            this.scope = scope;
            this.served = served;
            dirty = scope.dirty();
            dirty.stream().filter(LocalObject.class::isInstance).forEach(files::add);
        }

        void start() {
            int threads = Math.max(1, Math.min(parallel, files.size()));
            working.set(threads);
            for (int i = 1; i < threads; i++) {
                workers.executeSync(this::work);
            }
            work();
        }

        private void work() {
            for (Syncable file = files.poll(); file != null && !failed.get(); file = files.poll()) {
                attempt(file::sync);
            }
            if (working.decrementAndGet() == 0) {
                finish();
            }
        }

        private void finish() {
            for (Syncable each : dirty) {
                attempt(each::sync);
            }
            if (!kv.isSynced()) {
                attempt(kv::sync);
            }
            runs.increment();
            runNanos.add(System.nanoTime() - startNanos);
            int result = failed.get() ? -Errno.EIO : health.flushRefusal();
            served.forEach(completion -> tell(completion, result));
            runNext(scope);
        }

        private void attempt(SyncCall call) {
            if (failed.get()) {
                return;
            }
            try {
                call.run();
            } catch (StoreFileException e) {
                failed.set(true);
                health.syncFailed(e);
            } catch (RuntimeException | Error e) {
                failed.set(true);
                health.syncFailed(new StoreFileException(Errno.EIO, "sync", e));
            }
        }
    }

    private interface SyncCall {
        void run() throws StoreFileException;
    }
}
