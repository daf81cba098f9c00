package dev.rbdgate.rbd.local.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvLimits;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a file has a record of its checksums, and that reads and writes of any part keep them. */
@SuppressWarnings("NullAway.Init") // set up before each test
final class ChecksummedFilesTest {

    private static final int BLOCK = BlockSums.BLOCK_BYTES;
    private static final int MOST_BYTES = 5 * BLOCK;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);
    private volatile Predicate<FileOperation> failing = _ -> false;
    private ChecksumRecords records;
    private ChecksummedFiles files;

    @BeforeEach
    void open() throws Exception {
        memory.createDirectory("kv");
        memory.createDirectory("data");
        records =
                new ChecksumRecords(KeyValueStore.open(memory, "kv", KvLimits.DEFAULT), (byte) 10);
        files =
                new ChecksummedFiles(
                        new ObservedStoreFiles(
                                memory,
                                new FileObserver() {
                                    @Override
                                    public void before(FileOperation operation)
                                            throws StoreFileException {
                                        if (failing.test(operation)) {
                                            throw new StoreFileException(
                                                    Errno.EIO, "injected " + operation);
                                        }
                                    }
                                }),
                        records,
                        () -> 0);
    }

    private static List<ByteBuffer> content(int length, int first) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < length; i++) {
            buffer.put(i, (byte) (first + i));
        }
        return List.of(buffer);
    }

    private boolean hasRecord() throws StoreFileException {
        return !records.lengths().isEmpty();
    }

    /** Leaves a file that is closed, and has its record. */
    private void makeRecorded() throws StoreFileException {
        StoreFile file = files.create("data/x");
        file.write(0, content(100, 1));
        file.sync();
        files.syncDirectory("data");
        assertThat(hasRecord()).isFalse();
        file.close();
    }

    @Test
    void aFileThatWasSyncedAndWhoseNameIsDurableGetsItsRecordWhenItIsClosed() throws Exception {
        makeRecorded();
        assertThat(records.lengths()).containsExactly(Map.entry("data/x", 100L));
    }

    @Test
    void theRecordIsGoneBeforeTheFirstWriteAndReadingKeepsIt() throws Exception {
        makeRecorded();
        StoreFile file = files.open("data/x");
        file.read(0, content(100, 0));
        assertThat(hasRecord()).isTrue();
        assertThat(file.tryWrite(0, content(BLOCK, 0))).isZero();
        failing = FileOperation.Write.class::isInstance;
        assertThatThrownBy(() -> file.write(0, content(10, 5)))
                .isInstanceOf(StoreFileException.class);
        assertThat(hasRecord()).isFalse();
    }

    @Test
    void aFileWithoutASyncGetsNoRecordNorWhenItIsOpenedAgainUnsynced() throws Exception {
        StoreFile file = files.create("data/x");
        files.syncDirectory("data");
        file.write(0, content(100, 1));
        file.close();
        StoreFile again = files.open("data/x");
        again.read(0, content(100, 0));
        again.close();
        assertThat(hasRecord()).isFalse();
        StoreFile synced = files.open("data/x");
        synced.read(0, content(100, 0));
        synced.sync();
        files.syncDirectory("data");
        synced.close();
        assertThat(hasRecord()).isTrue();
    }

    @Test
    void aFileWhoseNameMayBeLostGetsNoRecord() throws Exception {
        StoreFile file = files.create("data/x");
        file.write(0, content(100, 1));
        file.sync();
        file.close();
        assertThat(hasRecord()).isFalse();
        StoreFile renamed = files.create("data/y");
        files.syncDirectory("data");
        renamed.write(0, content(100, 1));
        renamed.sync();
        files.rename("data/y", "data/z");
        renamed.close();
        assertThat(hasRecord()).isFalse();
    }

    @Test
    void aDeletedFileLeavesNoRecord() throws Exception {
        makeRecorded();
        StoreFile file = files.open("data/x");
        files.delete("data/x");
        assertThat(hasRecord()).isFalse();
        file.close();
        assertThat(hasRecord()).isFalse();
    }

    @Test
    void aFailedWriteLeavesWhatTheFileHoldsReadable() throws Exception {
        StoreFile file = files.create("data/x");
        file.write(0, content(2 * BLOCK, 1));
        failing = FileOperation.Write.class::isInstance;
        assertThatThrownBy(() -> file.write(10, content(BLOCK, 9)))
                .isInstanceOf(StoreFileException.class);
        failing = _ -> false;
        assertThat(file.read(0, content(2 * BLOCK, 0))).isEqualTo(2 * BLOCK);
    }

    @Test
    void whatCannotBeReadWhenChecksumsAreComputedIsNotTakenForDamageLater() throws Exception {
        StoreFile plain = memory.create("data/x");
        plain.write(0, content(BLOCK, 1));
        StoreFile file = files.open("data/x");
        failing = FileOperation.Read.class::isInstance;
        assertThatThrownBy(() -> file.read(0, content(BLOCK, 0)))
                .isInstanceOf(StoreFileException.class);
        failing = _ -> false;
        assertThat(file.read(0, content(BLOCK, 0))).isEqualTo(BLOCK);
        file.close();
        assertThat(hasRecord()).isFalse();
    }

    @Test
    void anySequenceOfChangesReadsAsOneFileWithoutChecksumsDoes() throws Exception {
        StoreFile file = files.create("data/x");
        StoreFile twin = memory.create("data/twin");
        for (int i = 0; i < 2000; i++) {
            int from = random.nextInt(MOST_BYTES);
            int length = random.nextBoolean() ? BLOCK : 1 + random.nextInt(MOST_BYTES);
            int at = random.nextBoolean() ? from / BLOCK * BLOCK : from;
            List<ByteBuffer> data = split(content(length, i).getFirst());
            switch (random.nextInt(6)) {
                case 0 -> both(file, twin, each -> each.truncate(at));
                case 1 -> both(file, twin, each -> each.punchHole(at, length));
                case 2 -> both(file, twin, each -> each.allocate(at, length));
                default -> both(file, twin, each -> each.write(at, data));
            }
            compare(file, twin, random.nextInt(2 * MOST_BYTES), 1 + random.nextInt(MOST_BYTES));
        }
    }

    private interface Change {
        void of(StoreFile file) throws StoreFileException;
    }

    private static void both(StoreFile file, StoreFile twin, Change change)
            throws StoreFileException {
        change.of(file);
        change.of(twin);
    }

    private List<ByteBuffer> split(ByteBuffer whole) {
        int cut = random.nextInt(whole.remaining() + 1);
        return List.of(whole.slice(0, cut), whole.slice(cut, whole.remaining() - cut));
    }

    private void compare(StoreFile file, StoreFile twin, int from, int length)
            throws StoreFileException {
        ByteBuffer actual = ByteBuffer.allocateDirect(length);
        ByteBuffer expected = ByteBuffer.allocateDirect(length);
        long done = twin.read(from, List.of(expected));
        assertThat(file.read(from, split(actual))).as("seed %d", seed).isEqualTo(done);
        assertThat(actual.limit((int) done))
                .as("seed %d", seed)
                .isEqualTo(expected.limit((int) done));
        assertThat(file.status().size()).isEqualTo(twin.status().size());
        assertThat(file.nextHole(from)).as("seed %d", seed).isEqualTo(twin.nextHole(from));
        long resident = file.tryReadResident(from, List.of(actual.clear()));
        assertThat(resident).isLessThanOrEqualTo(done);
    }
}
