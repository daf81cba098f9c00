package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A handle's I/O contexts, made when first used. */
final class IoContexts {

    /** Contexts kept; beyond, the oldest idle one is retired and made again when needed. */
    static final int MAX_KEPT = 512;

    private final long cluster;
    private final Map<IoContext.Key, IoContext> kept = new LinkedHashMap<>();
    private int alive;
    private boolean closed;

    IoContexts(long cluster) {
        this.cluster = cluster;
    }

    /**
     * The context of a key, held for the caller.
     *
     * @throws ObjectStoreException ESHUTDOWN when closed, EIO if the pool is gone
     */
    synchronized IoContext hold(IoContext.Key key) {
        if (closed) {
            throw new ObjectStoreException(Errno.ESHUTDOWN, "the connection is closed");
        }
        IoContext context = kept.get(key);
        if (context == null || !context.hold()) {
            makeRoom();
            context = create(key);
            kept.put(key, context);
            alive++;
        }
        return context;
    }

    private void makeRoom() {
        Iterator<IoContext> oldestFirst = kept.values().iterator();
        while (kept.size() >= MAX_KEPT && oldestFirst.hasNext()) {
            IoContext context = oldestFirst.next();
            if (context.isIdle()) {
                oldestFirst.remove();
                context.letGo();
            }
        }
    }

    /** A context with two holders: this cache and the caller. */
    private IoContext create(IoContext.Key key) {
        try (Scratch scratch = new Scratch()) {
            long out = scratch.word();
            int result = ContextCalls.create(cluster, key.poolId(), out);
            if (result < 0) {
                // Not ENOENT, which would read as "the object does not exist": as zeros.
                throw new ObjectStoreException(
                        result == -Errno.ENOENT ? Errno.EIO : -result,
                        "pool " + key.poolId() + " does not exist any more, or cannot be used");
            }
            long address = NativeMemory.getLong(out);
            ContextCalls.setNamespace(address, scratch.string(key.namespace()));
            // A full pool answers ENOSPC instead of keeping the write for ever, and takes deletes.
            ContextCalls.setFullTry(address);
            if (key.readSnap() == SnapContext.HEAD) {
                setWriteSnaps(address, key.snapContext(), scratch);
            } else {
                ContextCalls.setReadSnap(address, key.readSnap());
            }
            IoContext context = new IoContext(key, address, this::destroyed);
            context.hold();
            return context;
        }
    }

    private static void setWriteSnaps(long address, SnapContext snapContext, Scratch scratch) {
        int count = snapContext.snaps().size();
        long snaps = scratch.allocate((long) count * Long.BYTES);
        for (int i = 0; i < count; i++) {
            NativeMemory.putLong(snaps + (long) i * Long.BYTES, snapContext.snaps().get(i));
        }
        int result = ContextCalls.setWriteSnaps(address, snapContext.seq(), snaps, count);
        if (result < 0) {
            ContextCalls.destroy(address);
            throw new ObjectStoreException(
                    -result, "snapshot ids must descend and not exceed seq: " + snapContext);
        }
    }

    private synchronized void destroyed() {
        alive--;
        notifyAll();
    }

    /**
     * Retires all and waits until nobody holds one.
     *
     * @return false if some are still held after the limit
     */
    boolean close(Duration limit) throws InterruptedException {
        synchronized (this) {
            closed = true;
            kept.values().forEach(IoContext::letGo);
            kept.clear();
            long end = System.nanoTime() + limit.toNanos();
            while (alive > 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }

    synchronized int alive() {
        return alive;
    }
}
