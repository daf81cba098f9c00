package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LongWorkOnLocalStoreTest extends LongWorkContract {

    @TempDir Path directory;

    @Override
    ObjectStore openStore() throws Exception {
        return LocalObjectStore.open(directory, LocalStoreSettings.defaults().withReserveBytes(0));
    }
}
