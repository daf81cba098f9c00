package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;

/** An open file that closes when nobody uses it any more: a sync may outlast a removal. */
final class FileHandle {

    private final StoreFile file;
    private int pins = 1;

    FileHandle(StoreFile file) {
        this.file = file;
    }

    StoreFile file() {
        return file;
    }

    /** Keeps it open until {@link #unpin}; false if it is closed already. */
    synchronized boolean pin() {
        if (pins == 0) {
            return false;
        }
        pins++;
        return true;
    }

    void unpin() {
        boolean last;
        synchronized (this) {
            last = --pins == 0;
        }
        if (last) {
            file.close();
        }
    }
}
