package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of object stores, on real files. */
class NativeFilesContractTest extends ObjectStoreContract {

    @TempDir Path directory;

    @Override
    protected ObjectStore openStore() throws Exception {
        return LocalObjectStore.open(directory, LocalStoreSettings.defaults().withReserveBytes(0));
    }
}
