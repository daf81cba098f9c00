package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.rbd.store.Errno;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Of which images a power loss may have taken writes: of those that were open then. */
final class LostWritesRecordTest {

    private static final long MIB = 1 << 20;
    private static final ImageName OLD = new ImageName("rbd", "", "old");
    private static final ImageName NEW = new ImageName("rbd", "", "new");
    private static final LocalStoreSettings SETTINGS =
            LocalStoreSettings.defaults().withReserveBytes(0);

    private static Images images(StoreFiles files) throws Exception {
        return new Images(LocalObjectStore.open(files, SETTINGS), new Random(5));
    }

    private static Image open(Images images, ImageName name) {
        return join(images.open(name));
    }

    /** A host that has failed while this image was open. */
    private static MemoryStoreFiles hostFailed() throws Exception {
        MemoryStoreFiles first = new MemoryStoreFiles(64 * MIB);
        Images images = images(first);
        join(images.create(ImageSpec.of(OLD, 4 * MIB)));
        assertThat(open(images, OLD).mayHaveLostWrites()).isFalse();
        MemoryStoreFiles kept = first.copy();
        kept.reboot("second boot");
        return kept;
    }

    @Test
    void anImageThatWasMadeSinceHasLostNothingWhenTheProcessIsKilled() throws Exception {
        MemoryStoreFiles files = hostFailed();
        Images images = images(files);
        join(images.create(ImageSpec.of(NEW, 4 * MIB)));
        assertThat(open(images, NEW).mayHaveLostWrites()).isFalse();
        assertThat(open(images, OLD).mayHaveLostWrites()).isTrue();

        Images afterKill = images(files.copy());
        assertThat(open(afterKill, NEW).mayHaveLostWrites()).isFalse();
        assertThat(open(afterKill, OLD).mayHaveLostWrites()).isTrue();
    }

    @Test
    void anImageThatIsOpenedOnlyAfterAKillIsSaidToHaveLostWrites() throws Exception {
        MemoryStoreFiles files = hostFailed();
        images(files);
        Images afterKill = images(files.copy());
        assertThat(open(afterKill, OLD).mayHaveLostWrites()).isTrue();
    }

    @Test
    void theNextPowerLossIsOfAllThatIsOpenThen() throws Exception {
        MemoryStoreFiles files = hostFailed();
        Images images = images(files);
        join(images.create(ImageSpec.of(NEW, 4 * MIB)));
        assertThat(open(images, NEW).mayHaveLostWrites()).isFalse();
        MemoryStoreFiles again = files.copy();
        again.reboot("third boot");
        assertThat(open(images(again), NEW).mayHaveLostWrites()).isTrue();
    }

    /** Fails every call that changes something, once so many have succeeded. */
    private static FileObserver killedAfter(int calls) {
        return new FileObserver() {
            private int left = calls;

            @Override
            public void before(FileOperation operation) throws StoreFileException {
                if (!(operation instanceof FileOperation.Read) && left-- <= 0) {
                    throw new StoreFileException(Errno.EIO, "the process is being killed");
                }
            }
        };
    }

    @Test
    void wheneverTheNextOpeningIsKilledTheOneAfterItStillKnows() throws Exception {
        boolean opened = false;
        for (int calls = 0; !opened; calls++) {
            MemoryStoreFiles files = hostFailed();
            try {
                open(images(new ObservedStoreFiles(files, killedAfter(calls))), OLD);
                opened = true;
            } catch (Exception killed) {
                assertThat(killed)
                        .as("after %d calls", calls)
                        .isInstanceOfAny(
                                ImageException.class,
                                CompletionException.class,
                                StoreOpenException.class);
            }
            Images next = images(files.copy());
            assertThat(open(next, OLD).mayHaveLostWrites()).as("after %d calls", calls).isTrue();
        }
    }
}
