package dev.rbdgate.simulation;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;

/** What is wrong with the disk now. */
final class DiskFaults {

    private int readErrors;
    private int writeErrors;
    private boolean syncFails;
    private boolean full;

    /** Of a hundred reads so many fail. */
    void failReads(int percent) {
        readErrors = percent;
    }

    void failWrites(int percent) {
        writeErrors = percent;
    }

    void failSyncs(boolean fail) {
        syncFails = fail;
    }

    void fill(boolean isFull) {
        full = isFull;
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

    void sync(World world, String path) throws StoreFileException {
        if (syncFails) {
            throw failed(world, Errno.EIO, "sync " + path);
        }
    }

    private static StoreFileException failed(World world, int errno, String call) {
        world.trace("disk: " + call + " fails with errno " + errno);
        return new StoreFileException(errno, call);
    }
}
