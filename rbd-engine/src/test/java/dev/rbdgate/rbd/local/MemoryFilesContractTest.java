package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreContract;

/** The contract of object stores, on files in memory. */
class MemoryFilesContractTest extends ObjectStoreContract {

    @Override
    protected ObjectStore openStore() throws Exception {
        return LocalObjectStore.open(
                new MemoryStoreFiles(256L << 20), LocalStoreSettings.defaults());
    }
}
