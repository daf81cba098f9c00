package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file or a directory that changes, and is synced at times. It counts changes; a sync covers
 * those counted when it started. While it has changes that no sync has covered, it is in the flush
 * scopes that made them.
 *
 * <p>A sync that failed is never tried again: the system reports a failed write-back once, and a
 * second sync succeeds without what the first one lost. All that wait for the first fail with it.
 */
abstract class Syncable {

    private final ReentrantLock syncing = new ReentrantLock();

    /** Why the first sync that failed did. Guarded by syncing. */
    private @Nullable Throwable failure;

    // Guarded by this.
    private final List<FlushScope> scopes = new ArrayList<>(1);
    private long changes;
    private long syncedChanges;

    /** Notes a change that has been made. Call it before anybody is told. */
    final synchronized void changedIn(FlushScope scope) {
        changes++;
        if (!scopes.contains(scope)) {
            scopes.add(scope);
            scope.add(this);
        }
    }

    final synchronized boolean isClean() {
        return syncedChanges == changes;
    }

    /** Forgets its changes: what they were made to is gone. */
    final synchronized void forgetChanges() {
        syncedChanges = changes;
        leaveScopes();
    }

    /** Makes durable what had changed when this was called. */
    final void sync() throws StoreFileException {
        long wanted = countedChanges();
        syncing.lock();
        try {
            if (isSynced(wanted)) {
                return;
            }
            if (failure != null) {
                throw new StoreFileException(Errno.EIO, "sync once more", failure);
            }
            long covered = countedChanges();
            syncNow();
            synced(covered);
        } catch (StoreFileException | RuntimeException | Error e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        } finally {
            syncing.unlock();
        }
    }

    private synchronized long countedChanges() {
        return changes;
    }

    private synchronized boolean isSynced(long wanted) {
        return syncedChanges >= wanted;
    }

    private synchronized void synced(long covered) {
        syncedChanges = Math.max(syncedChanges, covered);
        if (syncedChanges == changes) {
            leaveScopes();
        }
    }

    private void leaveScopes() {
        scopes.forEach(scope -> scope.remove(this));
        scopes.clear();
    }

    /** The system call. */
    abstract void syncNow() throws StoreFileException;
}
