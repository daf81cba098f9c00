package dev.rbdgate.rbd.store;

import dev.rbdgate.rbd.store.ObjectContext.Watch;
import dev.rbdgate.rbd.store.ObjectContext.WatchHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** One client of a simulated cluster. */
public final class SimulatedClient implements ObjectStore {

    private final SimulatedCluster cluster;
    private final MemoryObjectStore store;

    /** What is not sent while the process is frozen; guarded by the monitor. */
    private final Queue<Runnable> unsent = new ArrayDeque<>();

    /** Watches as the client knows them, whatever the cluster has forgotten. */
    private final List<SimulatedWatch> begun = new ArrayList<>();

    private boolean frozen;

    SimulatedClient(SimulatedCluster cluster, MemoryObjectStore store) {
        this.cluster = cluster;
        this.store = store;
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    /** What it has written: the memory store's view of this client. */
    public MemoryObjectStore memory() {
        return store;
    }

    public String address() {
        return "127.0.0.1:0/" + instanceId();
    }

    /** Stops it in its tracks: what it sends from now on waits, and it answers nothing. */
    public synchronized void freeze() {
        frozen = true;
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    /** Goes on: what waited is sent. */
    public void thaw() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = unsent.poll();
                if (next == null) {
                    frozen = false;
                    return;
                }
            }
            next.run();
        }
    }

    /** The cluster forgets its watches, as some time after it was last heard of. */
    public void forgetWatches() {
        cluster.watchesOf(this).forEach(cluster::remove);
    }

    /** Its watches fail, and it hears of that. */
    public void loseWatches(int errno) {
        List<SimulatedWatch> lost = cluster.watchesOf(this);
        lost.forEach(cluster::remove);
        lost.forEach(watch -> watch.handler().failed(errno));
    }

    /** Sends a call, or refuses it if the client is shut out when the cluster gets it. */
    void send(Runnable call, Runnable refusal) {
        Runnable sent =
                () -> {
                    if (cluster.isShutOut(address())) {
                        refusal.run();
                        shutOut();
                    } else {
                        call.run();
                    }
                };
        synchronized (this) {
            if (frozen) {
                unsent.add(sent);
                return;
            }
        }
        sent.run();
    }

    /** As a connection does that is refused: all its watches fail. */
    private void shutOut() {
        List<SimulatedWatch> lost;
        synchronized (this) {
            lost = List.copyOf(begun);
            begun.clear();
        }
        lost.forEach(watch -> watch.handler().failed(Errno.ESHUTDOWN));
    }

    synchronized void began(SimulatedWatch watch) {
        begun.add(watch);
    }

    /** A watch of this client. */
    record SimulatedWatch(SimulatedClient client, String object, long handle, WatchHandler handler)
            implements Watch {
        @Override
        public CompletableFuture<Void> unwatch() {
            client.cluster.remove(this);
            synchronized (client) {
                client.begun.remove(this);
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public String kind() {
        return "rados";
    }

    @Override
    public String id() {
        return store.id();
    }

    @Override
    public long instanceId() {
        return store.instanceId();
    }

    @Override
    public boolean volatileWriteCache() {
        return false;
    }

    @Override
    public List<Pool> pools() {
        return store.pools();
    }

    @Override
    public Optional<Pool> pool(String name) {
        return store.pool(name);
    }

    @Override
    public ObjectContext context(Pool pool, String namespace) {
        return new SimulatedContext(this, store.context(pool, namespace));
    }

    @Override
    public Capacity capacity() {
        return store.capacity();
    }

    @Override
    public CompletableFuture<Void> close() {
        forgetWatches();
        return CompletableFuture.completedFuture(null);
    }
}
