package dev.rbdgate.rbd.files;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;

/** The file seam in memory. */
class MemoryStoreFilesTest extends StoreFilesContract {

    @Override
    StoreFiles emptyTree() {
        return new MemoryStoreFiles(64L << 20);
    }
}
