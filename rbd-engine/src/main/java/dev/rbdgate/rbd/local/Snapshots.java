package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The snapshot ids of all pools: given out once, living until they are removed. */
final class Snapshots {

    private static final byte[] NOTHING = new byte[0];
    private static final State UNUSED = new State(0, Set.of());

    /**
     * @param last newest id ever; 0: there was none
     */
    private record State(long last, Set<Long> living) {}

    private final KeyValueStore kv;
    private final Map<Long, State> pools = new ConcurrentHashMap<>();

    /** Shared while a write preserves snapshots, exclusive while one stops to be preserved. */
    private final ReentrantReadWriteLock preserving = new ReentrantReadWriteLock();

    private Snapshots(KeyValueStore kv) {
        this.kv = kv;
    }

    static Snapshots load(KeyValueStore kv) throws StoreFileException {
        Snapshots snapshots = new Snapshots(kv);
        byte[] start = {Keys.SNAP};
        kv.scan(
                start,
                Keys.after(start),
                (key, value) -> {
                    ByteBuffer numbers = ByteBuffer.wrap(key, 1, key.length - 1);
                    State state =
                            snapshots.pools.computeIfAbsent(
                                    numbers.getLong(),
                                    _ -> new State(lastOf(value), new HashSet<>()));
                    if (numbers.hasRemaining()) {
                        state.living.add(numbers.getLong());
                    }
                    return true;
                });
        return snapshots;
    }

    /** The pool's own record, without a snapshot's number, is the first in the order of keys. */
    private static long lastOf(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    private State of(long pool) {
        return pools.getOrDefault(pool, UNUSED);
    }

    /** Whether there ever was one, so that objects may have snapshot sets. */
    boolean used(long pool) {
        return of(pool).last > 0;
    }

    /** Whether an id was given out and given up. */
    boolean isRemoved(long pool, long snap) {
        State state = of(pool);
        return snap > 0 && snap <= state.last && !state.living.contains(snap);
    }

    /** Whether a snapshot lives whose id is not above {@code seq}. */
    boolean anyUpTo(long pool, long seq) {
        return of(pool).living.stream().anyMatch(snap -> snap <= seq);
    }

    /** Of a context's snapshots those above {@code seq} that have not been removed, descending. */
    List<Long> living(long pool, SnapContext context, long seq) {
        State state = of(pool);
        return context.snaps().stream()
                .filter(snap -> snap > seq)
                .filter(snap -> snap > state.last || state.living.contains(snap))
                .toList();
    }

    /** Held from the moment a write asks which snapshots live until what it keeps is recorded. */
    Lock preserving() {
        return preserving.readLock();
    }

    /** A new id, durable when this returns. */
    synchronized long create(long pool) throws StoreFileException {
        State state = of(pool);
        long snap = state.last + 1;
        kv.commit(
                new KvBatch()
                        .put(Keys.numbered(Keys.SNAP, pool), number(snap))
                        .put(Keys.numbered(Keys.SNAP, pool, snap), NOTHING));
        Set<Long> living = new HashSet<>(state.living);
        living.add(snap);
        pools.put(pool, new State(snap, living));
        kv.sync();
        return snap;
    }

    /**
     * Gives an id up, durably; what it preserved is to be tidied.
     *
     * @return false: it was given up before
     */
    synchronized boolean remove(long pool, long snap) throws StoreFileException {
        State state = of(pool);
        if (snap < 1 || snap > state.last) {
            throw new StoreFileException(Errno.ENOENT, "remove snapshot " + snap);
        }
        if (!state.living.contains(snap)) {
            return false;
        }
        kv.commit(
                new KvBatch()
                        .remove(Keys.numbered(Keys.SNAP, pool, snap))
                        .put(Keys.numbered(Keys.REMOVED_SNAP, pool, snap), NOTHING));
        Set<Long> living = new HashSet<>(state.living);
        living.remove(snap);
        preserving.writeLock().lock();
        try {
            pools.put(pool, new State(state.last, living));
        } finally {
            preserving.writeLock().unlock();
        }
        kv.sync();
        return true;
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
