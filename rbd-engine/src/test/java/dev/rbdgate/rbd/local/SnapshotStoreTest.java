package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots of the local store: its files, its space, its faults, and what check says of them. */
@SuppressWarnings("NullAway.Init") // set up before each test
class SnapshotStoreTest {

    private static final long CAPACITY = 64L << 20;
    private static final String OLD = "o".repeat(1 << 20);

    private final MemoryStoreFiles memory = new MemoryStoreFiles(CAPACITY);
    private final List<Long> snaps = new ArrayList<>();
    private volatile Predicate<FileOperation> full = _ -> false;
    private LocalObjectStore store;
    private ObjectContext base;

    /** How its stores are opened. */
    LocalStoreSettings settings() {
        return LocalStoreSettings.defaults().withReserveBytes(0);
    }

    @BeforeEach
    void open() throws Exception {
        store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(
                                memory,
                                new FileObserver() {
                                    @Override
                                    public void before(FileOperation operation)
                                            throws StoreFileException {
                                        if (full.test(operation)) {
                                            throw new StoreFileException(
                                                    Errno.ENOSPC, "injected " + operation);
                                        }
                                    }
                                }),
                        settings());
        base = store.context(store.pool("rbd").orElseThrow(), "");
    }

    private long snapshot() {
        long snap = await(((SelfManagedSnaps) base).createSnap());
        snaps.addFirst(snap);
        return snap;
    }

    private ObjectContext context() {
        return base.withSnapContext(new SnapContext(snaps.isEmpty() ? 0 : snaps.getFirst(), snaps));
    }

    private void remove(long snap) {
        snaps.remove(snap);
        await(((SelfManagedSnaps) base).removeSnap(snap));
        awaitTidy();
    }

    private void awaitTidy() {
        while (!store.isTidy()) {
            Thread.onSpinWait();
        }
    }

    private long used() {
        return CAPACITY - memory.space().availableBytes();
    }

    private List<String> layers() throws Exception {
        List<String> found = new ArrayList<>();
        if (memory.exists(LayerFiles.DIRECTORY)) {
            for (String shard : memory.list(LayerFiles.DIRECTORY)) {
                String path = LayerFiles.DIRECTORY + "/" + shard.replace("/", "");
                memory.list(path).forEach(name -> found.add(path + "/" + name));
            }
        }
        return found;
    }

    private List<String> problems() throws Exception {
        await(store.close());
        return StoreCheck.run(memory, true).stream()
                .map(finding -> finding.where() + " " + finding.problem())
                .toList();
    }

    @Test
    void aSmallWriteAfterASnapshotTakesLittleSpace() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        flush(base);
        long before = used();
        snapshot();
        write(context(), "a", data(5000, "new"));
        assertThat(used() - before).isBetween(4096L, 40_000L);
        assertThat(layers()).hasSize(1);
        assertThat(problems()).isEmpty();
    }

    @Test
    void removingTheLastSnapshotLeavesTheObjectAsItsOwnFile() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        flush(base);
        long before = used();
        long one = snapshot();
        write(context(), "a", data(5000, "new"));
        long two = snapshot();
        write(context(), "a", data(50_000, "newer"));
        remove(one);
        remove(two);
        assertThat(layers()).isEmpty();
        assertThat(used()).isLessThanOrEqualTo(before + 40_000);
        assertThat(read(base, "a", 4999, 5)).isEqualTo("onewo");
        assertThat(read(base, "a", 49_999, 7)).isEqualTo("onewero");
        write(base, "a", data(0, "x"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void layersDoNotBecomeMoreThanSnapshotsNeed() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        for (int i = 0; i < 40; i++) {
            snapshot();
            write(context(), "a", data(i * 4096L, "n" + i));
            if (snaps.size() > 3) {
                remove(snaps.getLast());
                assertThat(layers()).hasSizeLessThanOrEqualTo(4);
            }
        }
        for (int i = 0; i < 40; i++) {
            assertThat(read(base, "a", i * 4096L, 3)).startsWith("n" + i);
        }
        assertThat(store.openFiles()).isLessThanOrEqualTo(1 + OpenLayers.MAX_OPEN);
        assertThat(problems()).isEmpty();
    }

    @Test
    void removedObjectsGiveTheirSpaceBackWithTheirSnapshot() throws Exception {
        long before = used();
        long one = snapshot();
        write(context(), "b", hint(), data(0, OLD));
        long two = snapshot();
        write(context(), "b", new Step.Remove());
        assertThat(used()).isGreaterThanOrEqualTo(before + OLD.length());
        remove(two);
        remove(one);
        assertThat(used()).isLessThan(before + 100_000);
        assertThat(layers()).isEmpty();
        assertThat(problems()).isEmpty();
    }

    @Test
    void statCountsWhatSnapshotsKeep() {
        write(base, "a", hint(), data(0, OLD));
        snapshot();
        write(context(), "a", data(0, OLD));
        assertThat(allocated()).isGreaterThanOrEqualTo(2L * OLD.length());
        await(store.close());
    }

    private long allocated() {
        return ((ReadOperation.Answer.Stat)
                        await(base.query("a", ReadOperation.of(new ReadOperation.Step.Stat())))
                                .getFirst())
                .allocatedBytes();
    }

    @Test
    void aFullDiskLeavesEverythingAsItWas() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        flush(base);
        long one = snapshot();
        for (Predicate<FileOperation> step :
                List.<Predicate<FileOperation>>of(
                        operation ->
                                operation instanceof FileOperation.Create(String path, _)
                                        && path.startsWith(LayerFiles.DIRECTORY),
                        operation ->
                                operation instanceof FileOperation.MakeDirectory(String path)
                                        && path.startsWith(LayerFiles.DIRECTORY),
                        operation ->
                                operation instanceof FileOperation.Truncate(String path, _, _)
                                        && path.startsWith(LayerFiles.DIRECTORY),
                        operation ->
                                operation instanceof FileOperation.Write write
                                        && write.path().startsWith(StoreParts.KV),
                        operation ->
                                operation instanceof FileOperation.Write write
                                        && write.path().startsWith(LayerFiles.DIRECTORY))) {
            full = step;
            int result = write(context(), "a", data(0, "new"));
            full = _ -> false;
            assertThat(result).isIn(0, -Errno.ENOSPC);
            if (result == 0) {
                write(context(), "a", data(0, "ooo"));
            }
            assertThat(read(base, "a", 0, 1 << 20)).isEqualTo(OLD);
            assertThat(read(base.withReadSnap(one), "a", 0, 1 << 20)).isEqualTo(OLD);
        }
        assertThat(store.failure()).isEmpty();
        assertThat(write(context(), "a", data(0, "new"))).isZero();
        assertThat(read(base, "a", 0, 4)).isEqualTo("newo");
        assertThat(read(base.withReadSnap(one), "a", 0, 1 << 20)).isEqualTo(OLD);
        assertThat(problems()).isEmpty();
    }

    @Test
    void aFullStoreReadsAndRemovesUnderSnapshots() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        write(base, "b", hint(), data(0, OLD));
        flush(base);
        long one = snapshot();
        write(context(), "a", data(0, "new"));
        memory.setCapacity(used());
        assertThat(write(context(), "b", data(0, OLD))).isEqualTo(-Errno.ENOSPC);
        assertThat(read(base, "b", 0, 1)).isEqualTo("o");
        assertThat(read(base.withReadSnap(one), "a", 0, 1)).isEqualTo("o");
        assertThat(write(context(), "b", new Step.Remove())).isZero();
        assertThat(write(context(), "a", new Step.Remove())).isZero();
        remove(one);
        assertThat(memory.space().availableBytes()).isGreaterThan(2L * OLD.length() - 100_000);
        memory.setCapacity(CAPACITY);
        assertThat(problems()).isEmpty();
    }

    @Test
    void checkNamesLayersThatAreMissingAndThatAreOfNoObject() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        snapshot();
        write(context(), "a", data(0, "new"));
        await(store.close());
        String layer = layers().getFirst();
        memory.delete(layer);
        StoreFile stray =
                memory.create(
                        layer.substring(0, layer.length() - 16)
                                + "0".repeat(14)
                                + layer.substring(
                                        layer.lastIndexOf('/') - 2, layer.lastIndexOf('/')));
        stray.close();
        List<String> problems = problems();
        assertThat(problems).anyMatch(problem -> problem.contains("misses its layer " + layer));
        assertThat(problems).anyMatch(problem -> problem.contains("is of no object"));
    }

    @Test
    void whatWasNotFlushedIsThereAfterACleanCloseAndAReboot() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        snapshot();
        write(context(), "a", data(0, "new"));
        write(context(), "b", hint(), data(0, "born"));
        await(store.close());
        memory.reboot("second-boot");
        open();
        assertThat(read(base, "a", 0, 4)).isEqualTo("newo");
        assertThat(read(base, "b", 0, 4)).isEqualTo("born");
        assertThat(problems()).isEmpty();
    }

    @Test
    void whatWasLeftToTidyIsTidiedWhenOpenedAgain() throws Exception {
        write(base, "a", hint(), data(0, OLD));
        long one = snapshot();
        write(context(), "a", data(0, "new"));
        MemoryStoreFiles left = memory.copy();
        await(store.close());
        LocalObjectStore next = LocalObjectStore.open(left, settings());
        ObjectContext context = next.context(next.pool("rbd").orElseThrow(), "");
        full = _ -> false;
        await(((SelfManagedSnaps) context).removeSnap(one));
        await(next.close());
        next = LocalObjectStore.open(left, settings());
        while (!next.isTidy()) {
            Thread.onSpinWait();
        }
        context = next.context(next.pool("rbd").orElseThrow(), "");
        assertThat(read(context, "a", 0, 4)).isEqualTo("newo");
        await(next.close());
        assertThat(StoreCheck.run(left, true)).isEmpty();
    }
}
