package dev.rbdgate.rbd.local.checksum;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checksums of one file, shared by all that have it open, and whether they are in its record.
 *
 * <pre>
 *            opened with a record          recorded: synced, unwritten since
 *   RECORDED ----------------------- reads are verified
 *      | ^
 *      | '-- {@link #record}: file and name are durable, no write since or under way
 *      v {@link #beginWrite}: the record goes, durably
 *   IN MEMORY ----------------------- reads are verified; a crash loses the checksums
 *      ^
 *      | {@link #load}: computed from the content, before the first use of it
 *   UNREAD --- opened without a record
 * </pre>
 *
 * The file's content and {@link #sums} are changed by one thread at a time, while nobody reads; the
 * fields guarded by the lock by any.
 */
final class FileSums {

    private static final Logger LOG = LoggerFactory.getLogger(FileSums.class);
    private static final int LOADED_TOGETHER = 64 * BlockSums.BLOCK_BYTES;

    private final ChecksumRecords records;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile BlockSums sums;
    private volatile long size;
    private volatile boolean loaded;

    // Guarded by lock.
    private String path;
    private boolean recorded;
    private boolean named;
    private boolean deleted;
    private int writers;
    private long changes;
    private long syncedChanges;
    private long changedNanos;

    /** Changed only inside the map that holds it. */
    int users;

    private FileSums(
            ChecksumRecords records,
            String path,
            ChecksumRecords.Content content,
            boolean loaded,
            boolean recorded,
            boolean named) {
        this.records = records;
        this.path = path;
        this.sums = content.sums();
        this.size = content.size();
        this.loaded = loaded;
        this.recorded = recorded;
        this.named = named;
    }

    static FileSums created(ChecksumRecords records, String path) {
        var empty = new ChecksumRecords.Content(0, new BlockSums());
        return new FileSums(records, path, empty, true, false, false);
    }

    static FileSums recorded(
            ChecksumRecords records, String path, ChecksumRecords.Content content) {
        return new FileSums(records, path, content, true, true, true);
    }

    /**
     * A file of whose content nothing is known.
     *
     * @param durable whether the content and the name are
     */
    static FileSums unread(ChecksumRecords records, String path, long size, boolean durable) {
        var nothing = new ChecksumRecords.Content(size, new BlockSums());
        FileSums unread = new FileSums(records, path, nothing, false, false, durable);
        unread.changes = durable ? 0 : 1;
        return unread;
    }

    String path() {
        lock.lock();
        try {
            return path;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return path();
    }

    BlockSums sums() {
        return sums;
    }

    long size() {
        return size;
    }

    void resized(long newSize) {
        size = newSize;
    }

    boolean isLoaded() {
        return loaded;
    }

    /** Computes the checksums of a file that has no record. */
    synchronized void load(StoreFile file) throws StoreFileException {
        if (loaded) {
            return;
        }
        BlockSums computed = new BlockSums();
        ByteBuffer piece = ByteBuffer.allocateDirect(LOADED_TOGETHER);
        for (long at = file.nextData(0); at != StoreFile.NO_DATA && at < size; ) {
            long start = at / BlockSums.BLOCK_BYTES * BlockSums.BLOCK_BYTES;
            piece.clear().limit((int) Math.min(LOADED_TOGETHER, size - start));
            load(file, start, piece, computed);
            at = file.nextData(start + piece.limit());
        }
        sums = computed;
        loaded = true;
    }

    private static void load(StoreFile file, long start, ByteBuffer piece, BlockSums computed) {
        int length = piece.limit();
        try {
            file.read(start, List.of(piece));
        } catch (StoreFileException e) {
            LOG.warn("No checksums of what cannot be read", e);
            for (int done = 0; done < length; done += BlockSums.BLOCK_BYTES) {
                computed.setUnknown(BlockSums.blockOf(start + done));
            }
            return;
        }
        BlockReader reader = new BlockReader(List.of(piece));
        for (int done = 0; done < length; done += BlockSums.BLOCK_BYTES) {
            int bytes = Math.min(BlockSums.BLOCK_BYTES, length - done);
            computed.set(BlockSums.blockOf(start + done), reader.next(bytes));
        }
    }

    /** Before the file is changed; waits for the disk if it has a record. */
    void beginWrite() throws StoreFileException {
        lock.lock();
        try {
            if (recorded) {
                records.remove(path);
                recorded = false;
            }
            writers++;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #beginWrite}, if that needs no wait. */
    boolean tryBeginWrite() {
        if (!loaded || !lock.tryLock()) {
            return false;
        }
        try {
            if (recorded) {
                return false;
            }
            writers++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void endWrite(long nanoTime) {
        lock.lock();
        try {
            writers--;
            changes++;
            changedNanos = nanoTime;
        } finally {
            lock.unlock();
        }
    }

    /** How much a sync that begins now will cover: for {@link #synced}. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    void synced(long covered) {
        lock.lock();
        try {
            syncedChanges = Math.max(syncedChanges, covered);
        } finally {
            lock.unlock();
        }
    }

    /** Its name is durable. */
    void named() {
        lock.lock();
        try {
            named = true;
        } finally {
            lock.unlock();
        }
    }

    void renamed(String newPath) {
        lock.lock();
        try {
            path = newPath;
            named = false;
        } finally {
            lock.unlock();
        }
    }

    /** The path is another file's now, or nobody's. */
    void deleted() {
        lock.lock();
        try {
            deleted = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it would be known, if it were opened now, that file and name are durable. */
    boolean isDurable() {
        lock.lock();
        try {
            return named && syncedChanges == changes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes its record if that is the truth, also after a power loss from now on.
     *
     * @param quietNanos not if it was written in this time; 0: also then
     * @return whether it did
     */
    boolean record(long quietNanos, long nanoTime) {
        if (!loaded || !lock.tryLock()) {
            return false;
        }
        try {
            boolean quiet = quietNanos == 0 || nanoTime - changedNanos >= quietNanos;
            boolean durable = named && writers == 0 && syncedChanges == changes;
            if (recorded || deleted || !quiet || !durable || !sums.allKnown()) {
                return false;
            }
            records.put(path, new ChecksumRecords.Content(size, sums));
            recorded = true;
            return true;
        } catch (StoreFileException e) {
            LOG.warn("The checksums of {} are not recorded, and are lost at a crash", path, e);
            return false;
        } finally {
            lock.unlock();
        }
    }
}
