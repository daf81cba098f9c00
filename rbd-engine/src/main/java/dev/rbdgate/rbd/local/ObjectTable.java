package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many objects stay in memory and how many files stay open. When there are more, those
 * not used for the longest time go (second chance). One with changes that no sync has covered is
 * synced first: once its file is closed, a failed write-back could go unseen.
 */
final class ObjectTable {

    /** How many objects a worker that opens one more file looks at for one to close. */
    private static final int TRIES_FOR_ROOM = 256;

    private final int limit;
    private final AtomicInteger openFiles = new AtomicInteger();
    private final StoreHealth health;
    private final ConcurrentLinkedQueue<LocalObject> inOrder = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean trimming = new AtomicBoolean();
    private final Workers workers;

    ObjectTable(int limit, StoreHealth health, Workers workers) {
        this.limit = limit;
        this.health = health;
        this.workers = workers;
    }

    void added(LocalObject object) {
        inOrder.add(object);
        if (count.incrementAndGet() > limit && trimming.compareAndSet(false, true)) {
            workers.executeSync(this::trim);
        }
    }

    void fileOpened() {
        openFiles.incrementAndGet();
    }

    void fileClosed() {
        openFiles.decrementAndGet();
    }

    int openFiles() {
        return openFiles.get();
    }

    /**
     * Called by a worker about to open a file. While too many are open it closes some itself,
     * synced first: who writes many objects without a flush is slowed down to what the disk takes,
     * instead of running the process out of files. It never waits for an object that is in use, and
     * goes on when it finds none that is idle: those in use are bounded by the calls accepted.
     */
    void makeRoom() {
        for (int tries = TRIES_FOR_ROOM; tries > 0 && openFiles.get() >= limit; tries--) {
            LocalObject object = inOrder.poll();
            if (object == null) {
                return;
            }
            if (!object.hasFile() || !drop(object)) {
                inOrder.add(object);
            }
        }
    }

    int count() {
        return count.get();
    }

    private void trim() {
        try {
            // Each object gets its second chance once, so two rounds are enough.
            for (int tries = 2 * count.get(); tries > 0 && count.get() > limit; tries--) {
                LocalObject object = inOrder.poll();
                if (object == null) {
                    break;
                }
                if (object.takeUsed() || !drop(object)) {
                    inOrder.add(object);
                }
            }
        } finally {
            trimming.set(false);
        }
    }

    private boolean drop(LocalObject object) {
        if (!object.isClean()) {
            try {
                object.sync();
            } catch (StoreFileException e) {
                health.syncFailed(e);
                return false;
            }
        }
        // Not with changes since that sync: from now on the object is made anew from its records,
        // and what its layer owns is in them only when a sync has covered it.
        if (!object.access().retire(object::isClean)) {
            return false;
        }
        discard(object);
        return true;
    }

    private void discard(LocalObject object) {
        object.namespace().drop(object);
        object.closeFile();
        count.decrementAndGet();
    }

    /** Closes everything, when no accepted call runs any more. */
    void closeAll() {
        for (LocalObject object = inOrder.poll(); object != null; object = inOrder.poll()) {
            // A read on its caller's thread may still be in it. It does not wait, so it is soon
            // out.
            while (!object.access().retire(() -> true)) {
                Thread.onSpinWait();
            }
            object.closeFile();
        }
    }
}
