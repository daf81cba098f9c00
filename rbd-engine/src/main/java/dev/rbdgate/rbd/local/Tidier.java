package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees what removed snapshots have kept, and deletes files that nothing needs any more: in the
 * background, one object at a time. What there is to do is in the records, so it is taken up again
 * when the store is opened; what failed stays there until then.
 */
final class Tidier {

    private static final Logger LOG = LoggerFactory.getLogger(Tidier.class);

    /** Records looked at in one go. */
    private static final int BATCH = 256;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int RUNNING_AND_WOKEN = 2;

    private final KeyValueStore kv;
    private final Snapshots snapshots;
    private final Workers workers;
    private final StoreHealth health;
    private final AtomicInteger state = new AtomicInteger(IDLE);

    /** The object that a key of any object table names, if its pool is known. */
    private volatile Function<byte[], @Nullable LocalObject> objects = _ -> null;

    Tidier(KeyValueStore kv, Snapshots snapshots, Workers workers, StoreHealth health) {
        this.kv = kv;
        this.snapshots = snapshots;
        this.workers = workers;
        this.health = health;
    }

    void start(Function<byte[], @Nullable LocalObject> finder) {
        objects = finder;
        wake();
    }

    /** There may be something to do. */
    void wake() {
        if (state.getAndUpdate(now -> now == IDLE ? RUNNING : RUNNING_AND_WOKEN) == IDLE) {
            workers.executeSync(this::run);
        }
    }

    boolean isIdle() {
        return state.get() == IDLE;
    }

    private void run() {
        if (!workers.acceptOwn()) {
            return;
        }
        try {
            do {
                state.set(RUNNING);
                tidyRemovedSnaps();
                tidyGarbage();
            } while (!stopped() && !state.compareAndSet(RUNNING, IDLE));
        } catch (StoreFileException e) {
            kv.failure().ifPresent(health::syncFailed);
            LOG.warn("Tidying after snapshots stops until the store is opened again", e);
        } finally {
            workers.completed();
        }
    }

    private boolean stopped() {
        return workers.isClosed() || health.refusal() < 0;
    }

    private void tidyRemovedSnaps() throws StoreFileException {
        Map<Long, Set<Long>> removed = new HashMap<>();
        byte[] start = {Keys.REMOVED_SNAP};
        kv.scan(
                start,
                Keys.after(start),
                (key, _) -> {
                    ByteBuffer numbers = ByteBuffer.wrap(key, 1, key.length - 1);
                    long pool = numbers.getLong();
                    long snap = numbers.getLong();
                    // One that is only on record yet may still be preserved by a write. Whoever
                    // removes it wakes this again.
                    if (snapshots.isRemoved(pool, snap)) {
                        removed.computeIfAbsent(pool, _ -> new HashSet<>()).add(snap);
                    }
                    return true;
                });
        for (Map.Entry<Long, Set<Long>> pool : removed.entrySet()) {
            byte[] sets = Keys.numbered(Keys.SNAP_SET, pool.getKey());
            boolean all =
                    tidyAll(
                            sets,
                            List.of(
                                    ObjectTidying::forgetClones,
                                    ObjectTidying::fold,
                                    ObjectTidying::clear),
                            value -> {
                                SnapSet set = SnapSetCodec.decode(value);
                                return set != null
                                        && set.clones().stream()
                                                .flatMap(clone -> clone.snaps().stream())
                                                .anyMatch(pool.getValue()::contains);
                            });
            if (all) {
                KvBatch done = new KvBatch();
                pool.getValue()
                        .forEach(snap ->
                                done.remove(Keys.numbered(Keys.REMOVED_SNAP, pool.getKey(), snap)));
                kv.commit(done);
            }
        }
    }

    private void tidyGarbage() throws StoreFileException {
        tidyAll(new byte[] {Keys.GARBAGE}, List.of(ObjectTidying::clear), _ -> true);
    }

    private interface Wanted {
        boolean test(byte[] value);
    }

    /**
     * Takes the objects of all wanted entries that begin so through these steps, and makes what was
     * recorded durable before each, once for many objects; answers whether all went well.
     */
    private boolean tidyAll(byte[] prefix, List<TidyCall.Step> steps, Wanted wanted)
            throws StoreFileException {
        boolean all = true;
        byte[] from = prefix;
        byte[] end = Keys.after(prefix);
        while (from.length > 0) {
            List<byte[]> found = new ArrayList<>();
            List<byte[]> last = new ArrayList<>();
            int[] seen = new int[1];
            kv.scan(
                    from,
                    end,
                    (key, value) -> {
                        last.clear();
                        last.add(key);
                        if (wanted.test(value)) {
                            found.add(key);
                        }
                        return ++seen[0] < BATCH;
                    });
            for (TidyCall.Step step : steps) {
                kv.sync();
                for (byte[] key : found) {
                    if (stopped()) {
                        return false;
                    }
                    all &= tidy(key, step);
                }
            }
            from = seen[0] < BATCH ? new byte[0] : Keys.next(last.getFirst());
        }
        return all;
    }

    private boolean tidy(byte[] key, TidyCall.Step step) {
        while (true) {
            LocalObject object = objects.apply(key);
            if (object == null || !workers.acceptOwn()) {
                return false;
            }
            TidyCall call = new TidyCall(object, step);
            AccessQueue.Entry entry = object.access().enter(call);
            if (entry == AccessQueue.Entry.RETIRED) {
                workers.completed();
                object.namespace().drop(object);
                continue;
            }
            if (entry == AccessQueue.Entry.ENTERED) {
                workers.start(object, call);
            }
            return wait(call.future(), object);
        }
    }

    private static boolean wait(CompletableFuture<Void> call, LocalObject object) {
        try {
            call.join();
            return true;
        } catch (CompletionException e) {
            LOG.warn("Object {} was not tidied: {}", object, e.getMessage());
            return false;
        }
    }
}
