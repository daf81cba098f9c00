package dev.rbdgate.rbd.store;

import dev.rbdgate.block.Durability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory twin of an object store. Operations take effect when they are submitted;
 * completions run on the executor it is given, by default at once. Power loss takes what was
 * neither flushed nor written as durable.
 *
 * <p>All state is guarded by the monitor of the state that instances of one store share.
 */
public final class MemoryObjectStore implements ObjectStore {

    /** The pool that there is. */
    public static final Pool POOL = new Pool(1, "rbd");

    /** A second one. Its objects have its name in front of their namespace. */
    public static final Pool DATA_POOL = new Pool(2, "data");

    /** One applied or refused write, as a test sees it. */
    public record Written(String object, WriteOperation operation, int result) {}

    /** What stays when the process ends. */
    static final class State {
        Map<String, MemoryHistory> objects = new HashMap<>();
        Map<String, MemoryHistory> durable = new HashMap<>();
        final Set<Long> removedSnaps = new HashSet<>();
        long lastSnap;
        final Map<String, List<MemoryContext.MemoryWatch>> watches = new HashMap<>();
        boolean cloneV2Forbidden;
        long instances = 4000;
        long versions;
        long handles = 100;
    }

    final State state;
    private final Executor completions;
    private final long instanceId;
    private final Random random = new Random(1);
    private final List<Written> written = new ArrayList<>();
    private @Nullable BiFunction<String, WriteOperation, Integer> writeFault;
    private Instant now = Instant.ofEpochSecond(1_700_000_000L, 5);

    public MemoryObjectStore() {
        this(Runnable::run);
    }

    public MemoryObjectStore(Executor completions) {
        this(new State(), completions);
    }

    private MemoryObjectStore(State state, Executor completions) {
        this.state = state;
        this.completions = completions;
        this.instanceId = state.instances++;
    }

    /** The store as another process finds it after this one was killed. */
    public MemoryObjectStore afterKill() {
        synchronized (state) {
            state.watches.clear();
            return new MemoryObjectStore(state, completions);
        }
    }

    /** The store as another process finds it after power loss. */
    public MemoryObjectStore afterPowerLoss() {
        synchronized (state) {
            state.objects = new HashMap<>(state.durable);
            return afterKill();
        }
    }

    /** Asks {@code fault} before each write; what it answers other than 0 is the result. */
    public void failWrites(@Nullable BiFunction<String, WriteOperation, Integer> fault) {
        synchronized (state) {
            writeFault = fault;
        }
    }

    /** Clones are of the first kind from now on, as where old clients are to be served. */
    public void forbidCloneV2() {
        synchronized (state) {
            state.cloneV2Forbidden = true;
        }
    }

    @Override
    public CompletableFuture<Boolean> cloneV2Allowed() {
        synchronized (state) {
            return CompletableFuture.completedFuture(!state.cloneV2Forbidden);
        }
    }

    /** Writes so far, in order. */
    public List<Written> written() {
        synchronized (state) {
            return List.copyOf(written);
        }
    }

    public void forgetWritten() {
        synchronized (state) {
            written.clear();
        }
    }

    /** Names of all objects of a namespace, in order. */
    public List<String> names(String namespace) {
        synchronized (state) {
            String prefix = namespace + "/";
            return state.objects.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(prefix))
                    .filter(entry -> entry.getValue().head() != null)
                    .map(entry -> entry.getKey().substring(prefix.length()))
                    .sorted()
                    .toList();
        }
    }

    private @Nullable MemoryObject at(MemoryHistory history, long snap) {
        return state.removedSnaps.contains(snap) ? null : history.at(snap);
    }

    @Nullable MemoryObject find(String name, long snap) {
        synchronized (state) {
            return at(state.objects.getOrDefault(name, MemoryHistory.NONE), snap);
        }
    }

    public void setNow(Instant instant) {
        synchronized (state) {
            now = instant;
        }
    }

    Instant now() {
        return now;
    }

    long random() {
        return random.nextLong();
    }

    long nextVersion() {
        return ++state.versions;
    }

    void complete(Runnable completion) {
        completions.execute(completion);
    }

    int apply(String name, String object, WriteOperation operation, SnapContext snapContext) {
        synchronized (state) {
            int result = applied(name, object, operation, snapContext);
            written.add(new Written(object, operation, result));
            return result;
        }
    }

    private int applied(
            String name, String object, WriteOperation operation, SnapContext snapContext) {
        int fault = writeFault == null ? 0 : writeFault.apply(object, operation);
        if (fault != 0) {
            return fault;
        }
        MemoryHistory history = state.objects.getOrDefault(name, MemoryHistory.NONE);
        MemoryOperation running = new MemoryOperation(this, history.head());
        try {
            running.run(operation);
        } catch (MemoryOperation.Refused refused) {
            return refused.result;
        }
        if (running.after != running.before) {
            history = history.written(running.after, snapContext, state.removedSnaps);
            put(state.objects, name, history);
        }
        if (operation.durability() == Durability.DURABLE) {
            put(state.durable, name, history);
        }
        return 0;
    }

    private static void put(
            Map<String, MemoryHistory> objects, String name, MemoryHistory history) {
        if (history.equals(MemoryHistory.NONE)) {
            objects.remove(name);
        } else {
            objects.put(name, history);
        }
    }

    /** A new snapshot id. */
    long createSnap() {
        synchronized (state) {
            return ++state.lastSnap;
        }
    }

    /** Gives a snapshot id up, at once and durably. */
    int removeSnap(long snap) {
        synchronized (state) {
            if (snap < 1 || snap > state.lastSnap) {
                return -Errno.ENOENT;
            }
            state.removedSnaps.add(snap);
            state.objects = without(state.objects, snap);
            state.durable = without(state.durable, snap);
            return 0;
        }
    }

    private static Map<String, MemoryHistory> without(
            Map<String, MemoryHistory> objects, long snap) {
        Map<String, MemoryHistory> left = new HashMap<>();
        objects.forEach((name, history) -> put(left, name, history.without(snap)));
        return left;
    }

    /** Makes an object what it was. */
    void rollback(String name, long snap, SnapContext snapContext) {
        synchronized (state) {
            MemoryHistory history = state.objects.getOrDefault(name, MemoryHistory.NONE);
            MemoryObject then = at(history, snap);
            if (then == null && history.head() == null) {
                return;
            }
            MemoryObject now = then == null ? null : then.copy();
            if (now != null) {
                now.version = nextVersion();
            }
            put(state.objects, name, history.written(now, snapContext, state.removedSnaps));
        }
    }

    void flush() {
        synchronized (state) {
            state.durable = new HashMap<>(state.objects);
        }
    }

    @Override
    public String kind() {
        return "local";
    }

    @Override
    public String id() {
        return "5d0f1b1e-37b2-4e35-9b61-0d2a2a6b6a11";
    }

    @Override
    public long instanceId() {
        return instanceId;
    }

    @Override
    public int atomicWriteBytes() {
        return 1 << 20;
    }

    @Override
    public boolean volatileWriteCache() {
        return true;
    }

    @Override
    public List<Pool> pools() {
        return List.of(POOL, DATA_POOL);
    }

    @Override
    public Optional<Pool> pool(String name) {
        return pools().stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    @Override
    public ObjectContext context(Pool pool, String namespace) {
        String place = pool.equals(POOL) ? namespace : pool.name() + ":" + namespace;
        return new MemoryContext(this, place, SnapContext.EMPTY, SnapContext.HEAD);
    }

    @Override
    public Capacity capacity() {
        return new Capacity(1L << 40, 0, 1L << 40);
    }

    @Override
    public CompletableFuture<Void> close() {
        flush();
        return CompletableFuture.completedFuture(null);
    }
}
