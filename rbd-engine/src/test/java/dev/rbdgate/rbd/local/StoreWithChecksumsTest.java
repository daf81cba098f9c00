package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreContract;
import org.junit.jupiter.api.Nested;

/** What is true of stores is true of those with checksums, whatever is cut off or fails. */
class StoreWithChecksumsTest {

    @Nested
    class Contract extends ObjectStoreContract {
        @Override
        protected ObjectStore openStore() throws Exception {
            return LocalObjectStore.open(
                    new MemoryStoreFiles(256L << 20),
                    LocalStoreSettings.defaults().withChecksums(Checksums.ON));
        }
    }

    @Nested
    class PowerLosses extends StorePowerLossTest {
        @Override
        LocalStoreSettings settings() {
            return super.settings().withChecksums(Checksums.ON);
        }
    }

    @Nested
    class SnapshotsAndCrashes extends SnapshotCrashTest {
        @Override
        LocalStoreSettings settings() {
            return super.settings().withChecksums(Checksums.ON);
        }
    }

    @Nested
    class SnapshotFiles extends SnapshotStoreTest {
        @Override
        LocalStoreSettings settings() {
            return super.settings().withChecksums(Checksums.ON);
        }
    }

    @Nested
    class Faults extends StoreFaultsTest {
        @Override
        LocalStoreSettings settings() {
            return super.settings().withChecksums(Checksums.ON);
        }
    }

    @Nested
    class AtomicWrites extends AtomicWriteTest {
        @Override
        LocalStoreSettings settings() {
            return super.settings().withChecksums(Checksums.ON);
        }
    }
}
