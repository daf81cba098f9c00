package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map of byte strings with atomic batches. Used from any thread; has none of its own.
 *
 * <p>A commit that returned survives the end of the process: its record is in the log file. It
 * survives power loss after a later {@link #sync}. Threads that commit at the same time share one
 * record. When the log has grown, its changes are saved to the base file and a new log begins; the
 * new log's header, once durable, makes the new state of the base the one that counts.
 */
public final class KeyValueStore {

    /** Largest batch, in encoded bytes. */
    public static final int MAX_BATCH_BYTES = 64 << 20;

    /** Commits that are written together end here. */
    private static final int MAX_GROUP_BYTES = 1 << 20;

    /** A base that has grown by this factor since it was begun is copied to a new one. */
    private static final int REWRITE_FACTOR = 4;

    /** Space kept beyond what a checkpoint is expected to write. */
    private static final long SPARE_BYTES = 1 << 20;

    private static final int FIRST_BUFFER_BYTES = 64 << 10;

    private final KvDirectory directory;
    private final KvLimits limits;
    private final ReentrantLock commitLock = new ReentrantLock();
    private final ReentrantLock syncLock = new ReentrantLock();
    private final ReentrantReadWriteLock baseLock = new ReentrantReadWriteLock();
    private final ConcurrentLinkedQueue<Pending> queue = new ConcurrentLinkedQueue<>();

    /** Guarded by baseLock. */
    private KvBase base;

    /** Guarded by commitLock, and for switching by syncLock too. */
    private KvLog log;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES);
    private long rewriteAtBytes;
    private long checkpointAtBytes;
    private volatile long committed;
    private volatile long synced;
    private volatile @Nullable StoreFileException failure;

    private static final class Pending {
        final KvBatch batch;
        boolean done;
        @Nullable StoreFileException failure;

        Pending(KvBatch batch) {
            this.batch = batch;
        }
    }

    private KeyValueStore(KvDirectory directory, KvLimits limits, KvBase base, KvLog log) {
        this.limits = limits;
        this.checkpointAtBytes = limits.checkpointBytes();
        this.directory = directory;
        this.base = base;
        this.log = log;
        this.committed = log.nextSequence() - 1;
        this.synced = committed;
        this.rewriteAtBytes = rewriteAt(base.bytes());
    }

    /**
     * Opens the store in a directory, making it new if there is none.
     *
     * @throws KvCorruptException if what is there cannot be
     */
    public static KeyValueStore open(StoreFiles files, String path, KvLimits limits)
            throws StoreFileException {
        KvDirectory directory = new KvDirectory(files, path, limits);
        KvDirectory.Opened opened = directory.open();
        KeyValueStore store = new KeyValueStore(directory, limits, opened.base(), opened.log());
        if (opened.log().recordBytes() > 0 && !store.checkpoint()) {
            // The end of a replayed log may be torn, and a record after the tear must not revive.
            opened.log().eraseTail();
        }
        return store;
    }

    public byte @Nullable [] get(byte[] key) throws StoreFileException {
        baseLock.readLock().lock();
        try {
            return base.map().get(key);
        } catch (MVStoreException e) {
            throw KvBase.failed("read the key-value store", e);
        } finally {
            baseLock.readLock().unlock();
        }
    }

    /** Sees entries in the order of their keys; answers whether it wants more. */
    @FunctionalInterface
    public interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    /** Shows the entries from {@code from} on, up to but without {@code to}. */
    public void scan(byte[] from, byte[] to, Visitor visitor) throws StoreFileException {
        baseLock.readLock().lock();
        try {
            for (Cursor<byte[], byte[]> cursor = base.map().cursor(from); cursor.hasNext(); ) {
                byte[] key = cursor.next();
                if (Arrays.compareUnsigned(key, to) >= 0
                        || !visitor.visit(key, cursor.getValue())) {
                    return;
                }
            }
        } catch (MVStoreException e) {
            throw KvBase.failed("read the key-value store", e);
        } finally {
            baseLock.readLock().unlock();
        }
    }

    /** Whether any key from {@code from} on, up to but without {@code to}, exists. */
    public boolean containsAny(byte[] from, byte[] to) throws StoreFileException {
        baseLock.readLock().lock();
        try {
            Iterator<byte[]> keys = base.keysFrom(from);
            return keys.hasNext() && Arrays.compareUnsigned(keys.next(), to) < 0;
        } catch (MVStoreException e) {
            throw KvBase.failed("read the key-value store", e);
        } finally {
            baseLock.readLock().unlock();
        }
    }

    /** The sequence of the newest commit; grows with each. */
    public long committed() {
        return committed;
    }

    /** Whether everything committed has survived power loss already. */
    public boolean isSynced() {
        return failure == null && synced >= committed;
    }

    /** Applies a batch, whole; later reads see it. */
    public void commit(KvBatch batch) throws StoreFileException {
        if (batch.encodedBytes() > MAX_BATCH_BYTES) {
            throw new StoreFileException(Errno.EFBIG, "commit of " + batch.encodedBytes());
        }
        Pending mine = new Pending(batch);
        queue.add(mine);
        commitLock.lock();
        try {
            while (!mine.done) {
                commitGroup();
            }
        } finally {
            commitLock.unlock();
        }
        if (mine.failure != null) {
            throw new StoreFileException(mine.failure.errno(), "commit", mine.failure);
        }
    }

    private void commitGroup() {
        List<Pending> group = new ArrayList<>();
        List<KvBatch> batches = new ArrayList<>();
        long bytes = KvRecord.HEADER_BYTES;
        for (Pending next = queue.peek();
                next != null
                        && (group.isEmpty()
                                || bytes + next.batch.encodedBytes() <= MAX_GROUP_BYTES);
                next = queue.peek()) {
            queue.remove();
            group.add(next);
            batches.add(next.batch);
            bytes += next.batch.encodedBytes();
        }
        StoreFileException problem;
        try {
            problem = write(batches, (int) bytes);
        } catch (RuntimeException | Error e) {
            // Those who wait must be told whatever it was; memory and log may have parted.
            problem = fail(new StoreFileException(Errno.EIO, "commit", e));
        }
        for (Pending pending : group) {
            pending.failure = problem;
            pending.done = true;
        }
    }

    private @Nullable StoreFileException write(List<KvBatch> batches, int bytes) {
        StoreFileException broken = failure;
        if (broken != null) {
            return broken;
        }
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes);
        }
        KvRecord.encode(buffer, log.header().log(), log.nextSequence(), batches);
        try {
            log.append(buffer);
        } catch (StoreFileException e) {
            return e;
        }
        if (buffer.capacity() > MAX_GROUP_BYTES) {
            buffer = ByteBuffer.allocateDirect(FIRST_BUFFER_BYTES);
        }
        try {
            for (KvBatch batch : batches) {
                for (KvChange change : batch.changes()) {
                    base.apply(change);
                }
            }
            committed = log.nextSequence() - 1;
            if (log.recordBytes() > checkpointAtBytes) {
                long recordBytes = log.recordBytes();
                checkpointAtBytes = limits.checkpointBytes() + (checkpoint() ? 0 : recordBytes);
            }
        } catch (StoreFileException e) {
            // The record counts, but memory and log have parted.
            return fail(e);
        }
        return null;
    }

    private StoreFileException fail(StoreFileException e) {
        if (failure == null) {
            failure = e;
        }
        return e;
    }

    /** Makes durable what was committed before the call. A failure stays until reopened. */
    public void sync() throws StoreFileException {
        syncTo(committed);
    }

    /** Makes durable what was committed up to this sequence, if it is not yet. */
    public void syncTo(long wanted) throws StoreFileException {
        syncLock.lock();
        try {
            StoreFileException broken = failure;
            if (broken != null) {
                throw new StoreFileException(broken.errno(), "sync", broken);
            }
            if (synced < wanted) {
                long upTo = committed;
                log.sync();
                synced = upTo;
            }
        } catch (StoreFileException e) {
            throw fail(e);
        } finally {
            syncLock.unlock();
        }
    }

    /** What went wrong for good: memory and disk have parted, or a sync has failed. */
    public Optional<StoreFileException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Saves everything to the base, durably, and begins a new log.
     *
     * @return false if there is no space for that now; the log goes on
     */
    public boolean checkpoint() throws StoreFileException {
        commitLock.lock();
        syncLock.lock();
        try {
            // MVStore gives up for good when a write fails, so it starts with the space in hand.
            long bytes = 2 * log.recordBytes() + base.unsavedBytes() + SPARE_BYTES;
            if (!directory.hasSpace(bytes + limits.logReserveBytes()) || !base.reserve(bytes)) {
                return false;
            }
            KvBase target = base;
            if (base.bytes() > rewriteAtBytes && directory.hasSpace(2 * base.bytes())) {
                target = directory.newBase(base.number() + 1);
                base.copyTo(target);
            }
            target.save();
            KvLog next =
                    directory.nextLog(
                            log,
                            new LogHeader(
                                    log.header().log() + 1,
                                    log.nextSequence(),
                                    target.number(),
                                    target.bytes(),
                                    target.savedHeader()));
            log.close();
            log = next;
            synced = committed;
            if (target != base) {
                switchTo(target);
            }
            return true;
        } catch (StoreFileException e) {
            throw fail(e);
        } finally {
            syncLock.unlock();
            commitLock.unlock();
        }
    }

    private void switchTo(KvBase target) throws StoreFileException {
        KvBase old;
        baseLock.writeLock().lock();
        try {
            old = base;
            base = target;
        } finally {
            baseLock.writeLock().unlock();
        }
        rewriteAtBytes = rewriteAt(target.bytes());
        old.close();
        directory.deleteBase(old.number());
    }

    private long rewriteAt(long bytes) {
        return Math.max(limits.minRewriteBytes(), bytes * REWRITE_FACTOR);
    }

    /** Closes the files as they are; {@link #checkpoint} first spares the replay. */
    public void close() {
        commitLock.lock();
        syncLock.lock();
        try {
            log.close();
            base.close();
        } finally {
            syncLock.unlock();
            commitLock.unlock();
        }
    }
}
