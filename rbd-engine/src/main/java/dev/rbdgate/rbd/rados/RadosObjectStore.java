package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The object store on a Ceph cluster. Writes are durable on every replica when they complete, so
 * there is no volatile cache. Several connections share the load: each {@link #context} call takes
 * the next, and everything derived from that context stays on it. A connection that was blocklisted
 * fails all its calls for ever, and is replaced for new contexts.
 */
public final class RadosObjectStore implements ObjectStore {

    /** Well below what an OSD takes in one operation (osd_max_write_size, 90 MiB by default). */
    private static final int ATOMIC_WRITE_BYTES = 32 << 20;

    /** The release, as Ceph numbers them, that knows clones of the second kind. */
    private static final int MIMIC = 13;

    /** How long {@link #close} waits for calls that the cluster does not answer. */
    public static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final RadosStoreSettings settings;
    private final Connections connections;
    private final BlockingCalls blocking;
    private final CallMeter meter;
    private final CapacityGauge capacity;
    private final String fsid;
    private final List<Pool> pools;

    private RadosObjectStore(
            RadosStoreSettings settings,
            Connections connections,
            BlockingCalls blocking,
            CallMeter meter,
            String fsid,
            List<Pool> pools) {
        this.settings = settings;
        this.connections = connections;
        this.blocking = blocking;
        this.meter = meter;
        this.fsid = fsid;
        this.pools = pools;
        capacity =
                new CapacityGauge(() -> {
                    ClusterHandle handle = connections.next();
                    return blocking.run(
                            handle, CallKind.CLUSTER, () -> CapacityGauge.ask(handle.cluster()));
                });
    }

    /**
     * Connects to the cluster; blocks.
     *
     * @throws ObjectStoreException whose message says what is wrong and what to do
     */
    public static RadosObjectStore open(RadosStoreSettings settings) {
        // Dependents of futures may block: each has a thread of its own.
        Executor futures = Thread::startVirtualThread;
        CallMeter meter = new CallMeter();
        BlockingCalls blocking = new BlockingCalls(futures, meter);
        Connections connections = new Connections(new Connector(settings, meter), futures);
        try {
            connections.open(settings.handles());
            long cluster = connections.next().cluster();
            RadosObjectStore store =
                    new RadosObjectStore(
                            settings,
                            connections,
                            blocking,
                            meter,
                            fsid(cluster),
                            Pools.lookUp(cluster, settings.pools()));
            PoolCheck.run(store, settings);
            return store;
        } catch (RuntimeException e) {
            connections.close(CLOSE_LIMIT);
            blocking.close();
            throw e;
        }
    }

    private static String fsid(long cluster) {
        try (Scratch scratch = new Scratch()) {
            long buffer = scratch.allocate(Connector.NAME_BYTES);
            ErrorNumbers.check(
                    ClusterCalls.fsid(cluster, buffer, Connector.NAME_BYTES),
                    "asking for the cluster's id");
            return NativeMemory.getString(buffer);
        }
    }

    @Override
    public String kind() {
        return "rados";
    }

    @Override
    public String id() {
        return fsid;
    }

    @Override
    public long instanceId() {
        return connections.first().identity().instanceId();
    }

    @Override
    public boolean volatileWriteCache() {
        return false;
    }

    @Override
    public int atomicWriteBytes() {
        return ATOMIC_WRITE_BYTES;
    }

    @Override
    public List<Pool> pools() {
        return pools;
    }

    @Override
    public Optional<Pool> pool(String name) {
        return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    /**
     * @throws ObjectStoreException ESHUTDOWN while every connection is blocklisted and none has
     *     been replaced yet
     */
    @Override
    public ObjectContext context(Pool pool, String namespace) {
        return new RadosObjectContext(
                connections.next(),
                blocking,
                new FlushScope(),
                new IoContext.Key(pool.id(), namespace, SnapContext.EMPTY, SnapContext.HEAD));
    }

    @Override
    public Activity activity() {
        return new Activity(
                0,
                0,
                false,
                connections.outstanding(),
                connections.waiting(),
                connections.replacements(),
                meter.read());
    }

    @Override
    public Capacity capacity() {
        return capacity.read();
    }

    @Override
    public CompletableFuture<List<Pool>> allPools() {
        ClusterHandle handle = connections.next();
        return blocking.run(handle, CallKind.CLUSTER, () -> Pools.all(handle.cluster()));
    }

    /** By what the cluster's features need of its clients, and by what it is told to require. */
    @Override
    public CompletableFuture<Boolean> cloneV2Allowed() {
        return minCompatibleClient().thenApply(release -> release >= MIMIC);
    }

    /**
     * The oldest release whose clients may connect, as Ceph numbers them (mimic: 13): by what the
     * cluster's features need and by what it is told to require.
     */
    CompletableFuture<Integer> minCompatibleClient() {
        ClusterHandle handle = connections.next();
        return blocking.run(
                handle,
                CallKind.CLUSTER,
                () -> {
                    try (Scratch scratch = new Scratch()) {
                        long minimum = scratch.word();
                        long required = scratch.word();
                        ErrorNumbers.check(
                                ClusterCalls.minCompatibleClient(
                                        handle.cluster(), minimum, required),
                                "asking for the oldest compatible client");
                        return Math.max(
                                (int) NativeMemory.getByte(minimum),
                                (int) NativeMemory.getByte(required));
                    }
                });
    }

    /** Native calls that have not been given back; 0 when nothing runs. */
    long outstanding() {
        return connections.outstanding();
    }

    RadosStoreSettings settings() {
        return settings;
    }

    @Override
    public CompletableFuture<Void> close() {
        return close(CLOSE_LIMIT);
    }

    CompletableFuture<Void> close(Duration limit) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("rados-close")
                .start(() -> {
                    boolean drained = connections.close(limit);
                    blocking.close();
                    if (drained) {
                        closed.complete(null);
                    } else {
                        closed.completeExceptionally(
                                new ObjectStoreException(
                                        Errno.ETIMEDOUT,
                                        "the cluster did not answer all calls within "
                                                + limit.toSeconds()
                                                + " s of closing"));
                    }
                });
        return closed;
    }
}
