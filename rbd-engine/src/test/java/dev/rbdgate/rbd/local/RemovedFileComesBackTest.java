package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An object is removed, and made again under a snapshot, so that its content is in another file.
 * The host fails, and the removal alone is lost: the old file must not be the object again when the
 * new one has gone.
 */
class RemovedFileComesBackTest {

    private static final long CAPACITY = 64L << 20;
    private static final String OBJECT = "object";

    private static ObjectContext context(LocalObjectStore store) {
        return store.context(store.pool("rbd").orElseThrow(), "");
    }

    private static LocalObjectStore open(MemoryStoreFiles files) throws Exception {
        return LocalObjectStore.open(files, LocalStoreSettings.defaults().withReserveBytes(0));
    }

    private static void awaitTidy(LocalObjectStore store) {
        while (!store.isTidy()) {
            Thread.onSpinWait();
        }
    }

    /** All is kept but the deletion, though every record that was made after it is there. */
    private static MemoryStoreFiles withTheOldFile() throws Exception {
        FileRecording recording = new FileRecording();
        LocalObjectStore store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording),
                        LocalStoreSettings.defaults().withReserveBytes(0));
        ObjectContext base = context(store);
        assertThat(write(base, OBJECT, hint(), data(0, "old"))).isZero();
        assertThat(flush(base)).isZero();
        assertThat(write(base, OBJECT, new Step.Remove())).isZero();
        int removed = recording.size();
        long snap = await(((SelfManagedSnaps) base).createSnap());
        ObjectContext under = base.withSnapContext(new SnapContext(snap, List.of(snap)));
        assertThat(write(under, OBJECT, hint(), data(0, "new"))).isZero();
        List<FileRecording.Entry> entries = recording.entries();
        int cut = entries.size();
        for (int i = removed; i < cut; i++) {
            if (entries.get(i).operation() instanceof FileOperation.SyncDirectory sync
                    && sync.path().startsWith(StoreParts.POOLS)) {
                cut = i;
            }
        }
        await(store.close());
        MemoryStoreFiles left =
                new PowerLoss(new MemoryStoreFiles(CAPACITY), entries)
                        .after(
                                cut,
                                (entry, _) ->
                                        !(entries.get(entry).operation()
                                                        instanceof FileOperation.Delete delete
                                                && delete.path().startsWith(StoreParts.POOLS)));
        left.reboot("second boot");
        return left;
    }

    @Test
    void whatWasRemovedIsNotReadAgain() throws Exception {
        MemoryStoreFiles left = withTheOldFile();
        LocalObjectStore store = open(left);
        ObjectContext base = context(store);
        assertThat(read(base, OBJECT, 0, 3)).isIn("error 2", "new");
        write(base, OBJECT, new Step.Remove());
        awaitTidy(store);
        await(store.close());
        LocalObjectStore next = open(left);
        assertThat(read(context(next), OBJECT, 0, 3)).isEqualTo("error 2");
        await(next.close());
        assertThat(StoreCheck.run(left, true)).isEmpty();
    }

    @Test
    void fileThatASnapshotSeesStaysWhileOthersOfItsDirectoryChange() throws Exception {
        MemoryStoreFiles files = new MemoryStoreFiles(CAPACITY);
        LocalObjectStore store = open(files);
        ObjectContext base = context(store);
        assertThat(write(base, OBJECT, hint(), data(0, "old"))).isZero();
        long snap = await(((SelfManagedSnaps) base).createSnap());
        ObjectContext under = base.withSnapContext(new SnapContext(snap, List.of(snap)));
        assertThat(write(under, OBJECT, new Step.Remove())).isZero();
        assertThat(write(base, neighbour(), hint(), data(0, "x"))).isZero();
        assertThat(write(under, OBJECT, hint(), data(0, "new"))).isZero();
        awaitTidy(store);
        await(store.close());
        LocalObjectStore next = open(files);
        assertThat(read(context(next).withReadSnap(snap), OBJECT, 0, 3)).isEqualTo("old");
        await(next.close());
        assertThat(StoreCheck.run(files, true)).isEmpty();
    }

    /** An object whose file is in the same directory. */
    private static String neighbour() {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "neighbour" + i)
                .filter(name -> ObjectNames.shard(name) == ObjectNames.shard(OBJECT))
                .findFirst()
                .orElseThrow();
    }
}
