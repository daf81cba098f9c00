package dev.rbdgate.simulation;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.util.HashSet;
import java.util.Set;

/** What is wrong with the disk now. */
final class DiskFaults {

    private int readErrors;
    private int writeErrors;
    private boolean syncFails;
    private boolean failsOnce;
    private long firstFailedSync = Long.MAX_VALUE;
    private boolean full;

    /** Of what these had when a sync of them failed, nothing is synced any more. */
    private final Set<String> given = new HashSet<>();

    /** Of a hundred reads so many fail. */
    void failReads(int percent) {
        readErrors = percent;
    }

    void failWrites(int percent) {
        writeErrors = percent;
    }

    /** From now on all syncs fail. */
    void failSyncs() {
        syncFails = true;
    }

    /**
     * From now on half of the syncs fail, each file's once: the system reports a failed write-back,
     * takes what it could not write for written, and later syncs succeed.
     */
    void failSyncsOnce() {
        syncFails = true;
        failsOnce = true;
    }

    /** Whether something that a later sync answered for is not on the disk. */
    boolean hasGivenUp() {
        return !given.isEmpty();
    }

    /** When the first sync failed since all was well. */
    long firstFailedSync() {
        return firstFailedSync;
    }

    /** Reads succeed again. */
    void healReads() {
        readErrors = 0;
    }

    void fill(boolean isFull) {
        full = isFull;
    }

    /** The disk is well again. */
    void heal() {
        readErrors = 0;
        writeErrors = 0;
        syncFails = false;
        failsOnce = false;
        firstFailedSync = Long.MAX_VALUE;
        given.clear();
        full = false;
    }

    boolean any() {
        return readErrors > 0 || writeErrors > 0 || syncFails || full;
    }

    void read(World world, String path) throws StoreFileException {
        if (readErrors > 0 && world.chance().percent(readErrors)) {
            throw failed(world, Errno.EIO, "read " + path);
        }
    }

    void write(World world, String path) throws StoreFileException {
        if (full) {
            throw failed(world, Errno.ENOSPC, "write " + path);
        }
        if (writeErrors > 0 && world.chance().percent(writeErrors)) {
            throw failed(world, Errno.EIO, "write " + path);
        }
    }

    /**
     * @return whether the sync does something; if not, it succeeds all the same
     */
    boolean sync(World world, String path) throws StoreFileException {
        if (given.contains(path)) {
            return false;
        }
        if (!syncFails || (failsOnce && world.chance().oneIn(2))) {
            return true;
        }
        if (failsOnce) {
            given.add(path);
        }
        firstFailedSync = Math.min(firstFailedSync, world.now());
        throw failed(world, Errno.EIO, "sync " + path);
    }

    private static StoreFileException failed(World world, int errno, String call) {
        world.trace("disk: " + call + " fails with errno " + errno);
        return new StoreFileException(errno, call);
    }
}
