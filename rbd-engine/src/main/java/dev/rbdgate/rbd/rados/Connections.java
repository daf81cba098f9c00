package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store's connections, taken in turn. A blocklisted one is closed and replaced. */
final class Connections {

    /** Pauses between attempts to replace a connection, doubled each time between these. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Connector connector;
    private final Executor futures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final List<ClusterHandle> handles = new ArrayList<>();
    private int turn;
    private boolean closed;
    private long replacements;

    Connections(Connector connector, Executor futures) {
        this.connector = connector;
        this.futures = futures;
    }

    /** Connects, one after the other; blocks. */
    void open(int count) {
        for (int number = 0; number < count; number++) {
            ClusterHandle handle = connector.connect(number, futures, this::replace);
            lock.lock();
            try {
                handles.add(handle);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * @throws ObjectStoreException ESHUTDOWN if none can be used
     */
    ClusterHandle next() {
        lock.lock();
        try {
            for (int i = 0; i < handles.size(); i++) {
                ClusterHandle handle = handles.get(turn++ % handles.size());
                turn %= handles.size();
                if (handle.isOpen()) {
                    return handle;
                }
            }
        } finally {
            lock.unlock();
        }
        throw new ObjectStoreException(
                Errno.ESHUTDOWN, "the connections to Ceph are blocklisted or closed");
    }

    ClusterHandle first() {
        lock.lock();
        try {
            return handles.getFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Calls that the cluster has not answered. */
    long outstanding() {
        return sum(ClusterHandle::outstanding);
    }

    /** Calls that have not been sent yet. */
    long waiting() {
        return sum(ClusterHandle::waiting);
    }

    private long sum(ToLongFunction<ClusterHandle> of) {
        lock.lock();
        try {
            return handles.stream().mapToLong(of).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Connections that were blocklisted and have been replaced. */
    long replacements() {
        lock.lock();
        try {
            return replacements;
        } finally {
            lock.unlock();
        }
    }

    private void replace(ClusterHandle fenced) {
        Thread.ofPlatform().name("rados-reconnect").daemon().start(() -> reconnect(fenced));
    }

    private void reconnect(ClusterHandle fenced) {
        try {
            Duration pause = FIRST_PAUSE;
            while (!replaced(fenced) && !pauseEnded(pause)) {
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            }
            fenced.close(RadosObjectStore.CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is another connection in its place, or no need for one any more. */
    private boolean replaced(ClusterHandle fenced) throws InterruptedException {
        lock.lock();
        try {
            if (closed) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        ClusterHandle fresh;
        try {
            fresh = connector.connect(handles.indexOf(fenced), futures, this::replace);
        } catch (ObjectStoreException e) {
            LOG.warn("no new connection to Ceph yet: {}", e.getMessage());
            return false;
        }
        lock.lock();
        try {
            if (!closed) {
                handles.set(handles.indexOf(fenced), fresh);
                replacements++;
                LOG.info("connected to Ceph anew as client {}", fresh.identity().instanceId());
                return true;
            }
        } finally {
            lock.unlock();
        }
        fresh.close(RadosObjectStore.CLOSE_LIMIT);
        return true;
    }

    /** Waits; true at once when the connections are closed. */
    private boolean pauseEnded(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes all.
     *
     * @return whether all their calls ended in time
     */
    boolean close(Duration limit) {
        List<ClusterHandle> all;
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            all = List.copyOf(handles);
        } finally {
            lock.unlock();
        }
        long end = System.nanoTime() + limit.toNanos();
        boolean drained = true;
        try {
            for (ClusterHandle handle : all) {
                long left = Math.max(TimeUnit.SECONDS.toNanos(1), end - System.nanoTime());
                drained &= handle.close(Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return drained;
    }
}
