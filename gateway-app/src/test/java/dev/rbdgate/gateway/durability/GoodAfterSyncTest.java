package dev.rbdgate.gateway.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The whole way of a command over the real unit, image and store, seen at the file seam: no GOOD
 * for FUA or SYNCHRONIZE CACHE leaves before the syncs of every dirty object, new directory entry
 * and key-value record have returned. Each test also takes each of those syncs out of the recording
 * and shows that it would then fail.
 */
final class GoodAfterSyncTest {

    private static final int BLOCK_BYTES = 512;
    private static final long IMAGE_BYTES = 64L << 20;
    private static final ImageName NAME = ImageName.parse("rbd/durable");

    /** Object n of 4 MiB starts at LBA n times 2000h. */
    private static final int LBA_BITS_8_TO_15 = 0x20;

    private static final int FUA = 0x08;
    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String SYNCHRONIZE_CACHE = "35 00 00 00 00 00 00 00 00 00";

    private final FileRecording recording = new FileRecording();
    private final LocalObjectStore store;
    private final Image image;
    private int start;

    GoodAfterSyncTest() throws Exception {
        store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(256L << 20), recording),
                        LocalStoreSettings.defaults().withReserveBytes(0));
        Images images = new Images(store);
        images.create(ImageSpec.of(NAME, IMAGE_BYTES)).get(10, TimeUnit.SECONDS);
        image = images.open(NAME).get(10, TimeUnit.SECONDS);
        start = recording.size();
    }

    @AfterEach
    void close() throws Exception {
        image.close().get(10, TimeUnit.SECONDS);
        store.close().get(10, TimeUnit.SECONDS);
    }

    private TaskRouter router(boolean writeCache) {
        LogicalUnit unit =
                new LogicalUnit(
                        new UnitIdentity(0x3000000000000001L, "serial", NAME.toString()),
                        new UnitOptions(BLOCK_BYTES, writeCache));
        unit.attach(image, image.logicalUnitState());
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        luns.put(0, new LunInventory.Mapping(unit, false));
        TaskRouter router = new TaskRouter(MarkingTask.NEXUS, new LunInventory(luns));
        // Takes the power on unit attention, and waits for the unit to have read its record.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (run(router, TEST_UNIT_READY, new byte[0]) != ScsiStatus.GOOD) {
            assertThat(System.nanoTime()).as("time to become ready").isLessThan(end);
        }
        return router;
    }

    private ScsiStatus run(TaskRouter router, String cdb, byte[] dataOut) {
        MarkingTask task = new MarkingTask(recording, cdb, dataOut);
        router.execute(task);
        return task.status().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void write(TaskRouter router, int flags, int object) {
        String cdb =
                "2a %02x 00 00 %02x 00 00 00 01 00".formatted(flags, object * LBA_BITS_8_TO_15);
        assertThat(run(router, cdb, new byte[BLOCK_BYTES])).isEqualTo(ScsiStatus.GOOD);
    }

    /** The recording up to and with the last answer. */
    private List<FileRecording.Entry> untilLastAnswer() {
        List<FileRecording.Entry> entries = recording.entries();
        int last = entries.size() - 1;
        while (!(entries.get(last).operation() instanceof FileOperation.Mark)) {
            last--;
        }
        return entries.subList(0, last + 1);
    }

    /** What power loss could undo, of all that was done since the image was opened. */
    private List<FileOperation> undurable(List<FileRecording.Entry> entries) {
        boolean[] durable = new PowerLoss(new MemoryStoreFiles(0), entries).durable(entries.size());
        List<FileOperation> left = new ArrayList<>();
        for (int i = start; i < entries.size(); i++) {
            if (!durable[i]) {
                left.add(entries.get(i).operation());
            }
        }
        return left;
    }

    private void assertDurableOnlyThroughItsSyncs(int minimumSyncs) {
        List<FileRecording.Entry> entries = untilLastAnswer();
        assertThat(undurable(entries)).isEmpty();
        int needed = 0;
        for (int i = start; i < entries.size(); i++) {
            if (isSync(entries.get(i).operation())) {
                List<FileRecording.Entry> without = new ArrayList<>(entries);
                without.remove(i);
                // A sync that a later one repeats may go; each of the others must be missed.
                needed += undurable(without).isEmpty() ? 0 : 1;
            }
        }
        assertThat(needed).isGreaterThanOrEqualTo(minimumSyncs);
    }

    private static boolean isSync(FileOperation operation) {
        return operation instanceof FileOperation.SyncFile
                || operation instanceof FileOperation.SyncDirectory
                || operation instanceof FileOperation.SyncAll;
    }

    @Test
    void synchronizeCacheAnswersAfterEveryDirtyObjectAndRecordIsSynced() {
        TaskRouter router = router(true);
        for (int object = 0; object < 8; object++) {
            write(router, 0, object);
        }
        assertThat(undurable(untilLastAnswer())).isNotEmpty();
        assertThat(run(router, SYNCHRONIZE_CACHE, new byte[0])).isEqualTo(ScsiStatus.GOOD);
        // Eight files and at least one directory; the object map's records are in the log.
        assertDurableOnlyThroughItsSyncs(8 + 1 + 1);
    }

    @Test
    void forceUnitAccessAnswersAfterItsNewObjectAndTheObjectMapAreSynced() {
        write(router(true), FUA, 3);
        assertDurableOnlyThroughItsSyncs(1 + 1 + 1);
    }

    @Test
    void forceUnitAccessOverAnObjectThatIsThereSyncsItsFile() {
        TaskRouter router = router(true);
        write(router, FUA, 3);
        start = recording.size();
        write(router, FUA, 3);
        assertDurableOnlyThroughItsSyncs(1);
    }

    @Test
    void everyWriteOfAUnitWithoutAWriteCacheIsDurable() {
        TaskRouter router = router(false);
        write(router, 0, 1);
        assertDurableOnlyThroughItsSyncs(1 + 1 + 1);
    }

    @Test
    void unmapIsDurableAfterSynchronizeCache() {
        TaskRouter router = router(true);
        write(router, 0, 0);
        assertThat(run(router, SYNCHRONIZE_CACHE, new byte[0])).isEqualTo(ScsiStatus.GOOD);
        start = recording.size();
        // UNMAP of the first 2000h blocks: the whole object goes.
        byte[] descriptors = new byte[24];
        descriptors[1] = 22;
        descriptors[3] = 16;
        descriptors[18] = 0x20;
        assertThat(run(router, "42 00 00 00 00 00 00 00 18 00", descriptors))
                .isEqualTo(ScsiStatus.GOOD);
        assertThat(undurable(untilLastAnswer())).isNotEmpty();
        assertThat(run(router, SYNCHRONIZE_CACHE, new byte[0])).isEqualTo(ScsiStatus.GOOD);
        assertDurableOnlyThroughItsSyncs(1 + 1);
    }
}
