package dev.rbdgate.rbd.files;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The file seam on a directory of this host. */
class NativeStoreFilesTest extends StoreFilesContract {

    @TempDir Path directory;

    @Override
    StoreFiles emptyTree() throws Exception {
        return NativeStoreFiles.in(directory);
    }
}
