package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What a clone shows of its parent is durable, and stays until what replaces it is: a power loss
 * that leaves the names of files and none of their content takes nothing of it away, and no object
 * map denies what is there.
 */
class CloneAfterPowerLossTest {

    private static final int OBJECT = 16 << 10;
    private static final int SIZE = 4 * OBJECT;
    private static final ImageName BASE = new ImageName("rbd", "", "base");
    private static final ImageName CLONE = new ImageName("rbd", "", "clone");
    private static final long CAPACITY = 64L << 20;
    private static final byte OLD = 1;
    private static final byte NEW = 2;

    private static LocalObjectStore open(StoreFiles files) throws Exception {
        return LocalObjectStore.open(files, LocalStoreSettings.defaults().withReserveBytes(0));
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }

    /** A clone of an image that is full of {@link #OLD}. */
    private static MemoryStoreFiles withClone() throws Exception {
        MemoryStoreFiles memory = new MemoryStoreFiles(CAPACITY);
        LocalObjectStore store = open(memory);
        Images images = new Images(store, new Random(1));
        join(images.create(new ImageSpec(BASE, SIZE, OBJECT, 0, 0, Feature.DEFAULTS)));
        Image base = join(images.open(BASE));
        new Device(base).write(0, filled(SIZE, OLD));
        join(base.close());
        join(images.snapshots().create(BASE, "kept"));
        join(images.clones().create(CloneSpec.of(BASE, "kept", CLONE)));
        join(store.close());
        return memory;
    }

    private static MemoryStoreFiles withCloneThatHasASnapshot() throws Exception {
        MemoryStoreFiles memory = withClone();
        LocalObjectStore store = open(memory);
        join(new Images(store, new Random(4)).snapshots().create(CLONE, "later"));
        join(store.close());
        return memory;
    }

    private static void assertNothingIsLost(Consumer<Image> change) throws Exception {
        assertNothingIsLost(withClone(), change);
    }

    private static void assertNothingIsLost(MemoryStoreFiles before, Consumer<Image> change)
            throws Exception {
        FileRecording recording = new FileRecording();
        LocalObjectStore store = open(new ObservedStoreFiles(before.copy(), recording));
        Images images = new Images(store, new Random(2));
        Image clone = join(images.open(CLONE));
        int from = recording.size();
        change.accept(clone);
        List<FileRecording.Entry> entries = recording.entries();
        join(clone.close());
        join(store.close());

        PowerLoss powerLoss = new PowerLoss(before, entries);
        for (int cut = from; cut <= entries.size(); cut++) {
            MemoryStoreFiles left =
                    powerLoss.after(
                            cut,
                            (entry, _) ->
                                    !(entries.get(entry).operation()
                                            instanceof FileOperation.Write));
            left.reboot("second boot");
            LocalObjectStore next = open(left);
            Images imagesAfter = new Images(next, new Random(3));
            Image after = join(imagesAfter.open(CLONE));
            String when = "cut after %d of %d file operations".formatted(cut, entries.size());
            assertThat(new Device(after).read(0, SIZE)).as(when).doesNotContain((byte) 0);
            join(after.close());
            ObjectMapCheck maps = join(imagesAfter.objectMaps().check(CLONE, _ -> {}));
            assertThat(maps.clean()).as("%s: %s", when, maps).isTrue();
            join(next.close());
        }
    }

    @Test
    void aWholeObjectIsWritten() throws Exception {
        assertNothingIsLost(image -> new Device(image).write(OBJECT, filled(OBJECT, NEW)));
    }

    @Test
    void aPartOfAnObjectIsWritten() throws Exception {
        assertNothingIsLost(image -> new Device(image).write(OBJECT + 512, filled(1024, NEW)));
    }

    @Test
    void aPartOfAnObjectIsComparedAndWritten() throws Exception {
        assertNothingIsLost(image ->
                assertThat(
                                new Device(image)
                                        .compareAndWrite(
                                                OBJECT + 512, filled(512, OLD), filled(512, NEW)))
                        .isEqualTo(Outcome.DONE));
    }

    @Test
    void aPartOfAnObjectIsFilled() throws Exception {
        assertNothingIsLost(image -> new Device(image).writeSame(OBJECT, 4096, NEW));
    }

    @Test
    void aPartOfAnObjectIsWrittenUnderASnapshot() throws Exception {
        assertNothingIsLost(
                withCloneThatHasASnapshot(),
                image -> new Device(image).write(OBJECT + 512, filled(1024, NEW)));
    }
}
