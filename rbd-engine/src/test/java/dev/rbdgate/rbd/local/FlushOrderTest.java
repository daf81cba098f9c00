package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.write;
import static dev.rbdgate.rbd.local.Calls.writeDurably;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * At the file seam: no flush and no durable write answers before the syncs of every dirty object,
 * every new directory entry and every record have returned. Each test also takes each of those
 * syncs out of the recording and shows that it would then fail.
 */
@SuppressWarnings("NullAway.Init") // set up before each test
class FlushOrderTest {

    private static final String GOOD = "GOOD";

    private final FileRecording recording = new FileRecording();
    private LocalObjectStore store;
    private ObjectContext context;
    private int start;

    @BeforeEach
    void open() throws Exception {
        store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(64L << 20), recording),
                        LocalStoreSettings.defaults().withReserveBytes(0));
        context = store.context(store.pool("rbd").orElseThrow(), "");
        start = recording.size();
    }

    @AfterEach
    void close() {
        await(store.close());
    }

    /** The operations before the answer, since the store was opened, that power loss could undo. */
    private List<FileOperation> undurable(List<FileRecording.Entry> entries) {
        int cut = entries.size();
        boolean[] durable = new PowerLoss(new MemoryStoreFiles(0), entries).durable(cut);
        List<FileOperation> left = new ArrayList<>();
        for (int i = start; i < cut; i++) {
            if (!durable[i]) {
                left.add(entries.get(i).operation());
            }
        }
        return left;
    }

    private void assertGoodAfterAllSyncs(int minimumSyncs) {
        recording.mark(GOOD);
        List<FileRecording.Entry> entries = recording.entries();
        assertThat(undurable(entries)).isEmpty();
        int syncs = 0;
        for (int i = lastChange(entries) + 1; i < entries.size(); i++) {
            FileOperation operation = entries.get(i).operation();
            if (operation instanceof FileOperation.SyncFile
                    || operation instanceof FileOperation.SyncDirectory) {
                syncs++;
                List<FileRecording.Entry> without = new ArrayList<>(entries);
                without.remove(i);
                assertThat(undurable(without)).as("without %s", operation).isNotEmpty();
            }
        }
        assertThat(syncs).isGreaterThanOrEqualTo(minimumSyncs);
    }

    private static int lastChange(List<FileRecording.Entry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            switch (entries.get(i).operation()) {
                case FileOperation.SyncFile _,
                        FileOperation.SyncDirectory _,
                        FileOperation.SyncAll _,
                        FileOperation.Mark _,
                        FileOperation.Open _,
                        FileOperation.Read _ -> {}
                case FileOperation.Create _,
                        FileOperation.MakeDirectory _,
                        FileOperation.Rename _,
                        FileOperation.Delete _,
                        FileOperation.Write _,
                        FileOperation.PunchHole _,
                        FileOperation.Allocate _,
                        FileOperation.Truncate _ -> {
                    return i;
                }
            }
        }
        return -1;
    }

    @Test
    void durableWriteOfANewObjectSyncsFileAndEveryNewDirectory() {
        assertThat(writeDurably(context, "a", hint(), data(0, "x"))).isZero();
        // The file, its directory, the namespace, the pool, the directory of pools.
        assertGoodAfterAllSyncs(5);
    }

    @Test
    void durableOverwriteSyncsTheFile() {
        write(context, "a", hint(), data(0, "x"));
        flush(context);
        assertThat(writeDurably(context, "a", data(0, "y"))).isZero();
        assertGoodAfterAllSyncs(1);
    }

    @Test
    void durableRecordSyncsTheLog() {
        assertThat(
                        writeDurably(
                                context,
                                "a",
                                new Step.OmapSet(Map.of(OmapKey.of("k"), new byte[1]))))
                .isZero();
        assertGoodAfterAllSyncs(1);
    }

    @Test
    void flushSyncsFilesDirectoriesAndRecords() {
        for (int i = 0; i < 20; i++) {
            write(context, "data" + i, hint(), data(0, "x"));
            write(context, "record" + i, data(0, "x"));
        }
        assertThat(flush(context)).isZero();
        assertGoodAfterAllSyncs(20 + 4);
    }

    @Test
    void flushSyncsRemovalsTruncationsAndHoles() {
        for (int i = 0; i < 9; i++) {
            write(context, "data" + i, hint(), data(0, "x".repeat(10_000)));
        }
        flush(context);
        for (int i = 0; i < 3; i++) {
            write(context, "data" + i, new Step.Remove());
            write(context, "data" + (i + 3), new Step.Truncate(1));
            write(context, "data" + (i + 6), new Step.Zero(0, 8192));
        }
        assertThat(flush(context)).isZero();
        assertGoodAfterAllSyncs(7);
    }

    @Test
    void flushOfOneFamilySyncsTheDirectoryThatAnotherHasMade() {
        ObjectContext other = store.context(store.pool("rbd").orElseThrow(), "");
        write(other, "a", hint(), data(0, "x"));
        write(context, "a", data(0, "y"));
        assertThat(flush(context)).isZero();
        assertGoodAfterAllSyncs(5);
    }

    @Test
    void derivedContextsShareTheFlush() {
        ObjectContext sibling = context.sibling(store.createPool("other"), "ns");
        start = recording.size();
        write(sibling, "a", hint(), data(0, "x"));
        assertThat(flush(context)).isZero();
        assertGoodAfterAllSyncs(5);
    }

    @Test
    void severalStepsOnADataObjectAreDurableThroughTheirIntent() {
        write(context, "a", hint(), data(0, "x"));
        assertThat(writeDurably(context, "a", data(0, "y"), new Step.SetXattr("n", new byte[1])))
                .isZero();
        assertGoodAfterAllSyncs(1);
    }

    @Test
    void cleanScopeAnswersWithoutAnySync() {
        write(context, "a", hint(), data(0, "x"));
        flush(context);
        int before = recording.size();
        assertThat(flush(context)).isZero();
        assertThat(recording.size()).isEqualTo(before);
    }

    @Test
    void objectThatLeavesMemoryIsSyncedFirst() throws Exception {
        await(store.close());
        store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(64L << 20), recording),
                        LocalStoreSettings.defaults().withReserveBytes(0).withMaxOpenObjects(4));
        context = store.context(store.pool("rbd").orElseThrow(), "");
        start = recording.size();
        for (int i = 0; i < 100; i++) {
            write(context, "data" + i, hint(), data(0, "x"));
        }
        assertThat(flush(context)).isZero();
        recording.mark(GOOD);
        assertThat(undurable(recording.entries())).isEmpty();
    }

    @Test
    void manyNewObjectsWithoutAFlushDoNotKeepTheirFilesOpen() throws Exception {
        await(store.close());
        int limit = 16;
        store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(64L << 20), recording),
                        LocalStoreSettings.defaults()
                                .withReserveBytes(0)
                                .withMaxOpenObjects(limit));
        context = store.context(store.pool("rbd").orElseThrow(), "");
        for (int i = 0; i < 2000; i++) {
            write(context, "data" + i, hint(), data(0, "x"));
            assertThat(store.openFiles()).isLessThanOrEqualTo(limit + 1);
        }
    }
}
