package dev.rbdgate.rbd.local.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key-value store on files in memory. */
class KeyValueStoreTest {

    private static final String PATH = "kv";
    private static final long CAPACITY = 512L << 20;
    private static final KvLimits SMALL = new KvLimits(16 << 10, 64 << 10);

    private final MemoryStoreFiles memory = new MemoryStoreFiles(CAPACITY);

    @BeforeEach
    void makeDirectory() throws Exception {
        memory.createDirectory(PATH);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String get(KeyValueStore kv, String key) throws Exception {
        byte[] value = kv.get(key(key));
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static KvBatch put(String key, String value) {
        return new KvBatch().put(key(key), key(value));
    }

    private static List<String> keys(KeyValueStore kv, String from, String to) throws Exception {
        List<String> keys = new ArrayList<>();
        kv.scan(key(from), key(to), (key, _) -> keys.add(new String(key, StandardCharsets.UTF_8)));
        return keys;
    }

    @Test
    void batchesApplyInOrderAndScansAreSorted() throws Exception {
        KeyValueStore kv = KeyValueStore.open(memory, PATH, KvLimits.DEFAULT);
        kv.commit(
                put("b", "1")
                        .put(key("a"), key("2"))
                        .put(key("c"), key("3"))
                        .put(key("c2"), key("4"))
                        .removeRange(key("c"), key("d"))
                        .put(key("c1"), key("5")));
        assertThat(keys(kv, "", "z")).containsExactly("a", "b", "c1");
        assertThat(keys(kv, "b", "c")).containsExactly("b");
        assertThat(kv.containsAny(key("b1"), key("c"))).isFalse();
        assertThat(kv.containsAny(key("b"), key("c"))).isTrue();
        kv.commit(new KvBatch().remove(key("a")).remove(key("none")));
        assertThat(get(kv, "a")).isNull();
        kv.close();
    }

    @Test
    void everythingIsThereAfterReopeningWithoutAClose() throws Exception {
        KeyValueStore kv = KeyValueStore.open(memory, PATH, SMALL);
        for (int i = 0; i < 500; i++) {
            kv.commit(put("k" + i % 50, i + "-" + "x".repeat(400)));
        }
        KeyValueStore again = KeyValueStore.open(memory, PATH, SMALL);
        for (int i = 450; i < 500; i++) {
            assertThat(get(again, "k" + i % 50)).startsWith(i + "-");
        }
        assertThat(again.committed()).isGreaterThanOrEqualTo(kv.committed());
        again.close();
    }

    @Test
    void obsoleteDataIsDroppedByMovingToANewBase() throws Exception {
        KeyValueStore kv = KeyValueStore.open(memory, PATH, SMALL);
        for (int i = 0; i < 2000; i++) {
            kv.commit(put("k" + i % 10, i + "x".repeat(4000)));
        }
        kv.checkpoint();
        long used = CAPACITY - memory.space().availableBytes();
        assertThat(used).isLessThan(2 << 20);
        assertThat(get(kv, "k9")).startsWith("1999x");
        kv.close();
    }

    @Test
    void threadsThatCommitTogetherShareARecord() throws Exception {
        FileRecording recording = new FileRecording();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FileObserver stall =
                new FileObserver() {
                    private boolean first = true;

                    @Override
                    public void before(FileOperation operation) {
                        if (first
                                && operation instanceof FileOperation.Write write
                                && new String(write.data(), StandardCharsets.ISO_8859_1)
                                        .contains("first")) {
                            first = false;
                            blocked.countDown();
                            awaitQuietly(release);
                        }
                        recording.before(operation);
                    }

                    @Override
                    public void after(FileOperation operation) {
                        recording.after(operation);
                    }
                };
        KeyValueStore kv =
                KeyValueStore.open(new ObservedStoreFiles(memory, stall), PATH, KvLimits.DEFAULT);
        int before = recording.size();
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().start(() -> commit(kv, put("first", "1"))));
        blocked.await();
        for (int i = 0; i < 20; i++) {
            String name = "later" + i;
            threads.add(Thread.ofPlatform().start(() -> commit(kv, put(name, "1"))));
        }
        for (Thread thread : threads.subList(1, threads.size())) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(recording.size() - before).isEqualTo(2);
        assertThat(keys(kv, "later", "m")).hasSize(20);
        kv.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void commit(KeyValueStore kv, KvBatch batch) {
        try {
            kv.commit(batch);
        } catch (StoreFileException e) {
            throw new AssertionError(e);
        }
    }

    /** Each commit sets both keys to its number; so a whole prefix of them shows in both. */
    @Test
    void afterPowerLossAPrefixOfTheCommitsIsThereNotShorterThanWhatWasSynced() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        MemoryStoreFiles initial = new MemoryStoreFiles(CAPACITY);
        initial.createDirectory(PATH);
        FileRecording recording = new FileRecording();
        KeyValueStore kv =
                KeyValueStore.open(new ObservedStoreFiles(memory, recording), PATH, SMALL);
        List<Integer> syncedAt = new ArrayList<>();
        syncedAt.add(recording.size());
        int commits = 250;
        for (int i = 1; i <= commits; i++) {
            String value = i + ":" + "v".repeat(random.nextInt(2000));
            kv.commit(
                    put("first", value)
                            .put(key("pad" + i % 7), key(value))
                            .put(key("last"), key(value)));
            if (random.nextInt(10) == 0) {
                kv.sync();
                while (syncedAt.size() <= i) {
                    syncedAt.add(recording.size());
                }
            }
        }
        PowerLoss powerLoss = new PowerLoss(initial, recording.entries());
        int start = syncedAt.getFirst();
        for (int round = 0; round < 150; round++) {
            int cut = start + random.nextInt(recording.size() - start + 1);
            int share = random.nextInt(5);
            Random chance = new Random(random.nextLong());
            MemoryStoreFiles left = powerLoss.after(cut, (_, _) -> chance.nextInt(4) < share);
            int synced = 0;
            while (synced + 1 < syncedAt.size() && syncedAt.get(synced + 1) <= cut) {
                synced++;
            }
            String what = "seed " + seed + ", round " + round + ", cut " + cut;
            KeyValueStore survivor = KeyValueStore.open(left, PATH, SMALL);
            int first = number(get(survivor, "first"));
            assertThat(number(get(survivor, "last"))).as(what).isEqualTo(first);
            assertThat(first).as(what).isGreaterThanOrEqualTo(synced);
            survivor.commit(put("first", "1000000:").put(key("last"), key("1000000:")));
            survivor.sync();
            KeyValueStore again = KeyValueStore.open(left, PATH, SMALL);
            assertThat(number(get(again, "last"))).as(what).isEqualTo(1_000_000);
        }
    }

    private static int number(@Nullable String value) {
        return value == null ? 0 : Integer.parseInt(value.substring(0, value.indexOf(':')));
    }

    @Test
    void commitThatDoesNotFitIsRefusedAndNothingIsLost() throws Exception {
        KeyValueStore kv = KeyValueStore.open(memory, PATH, SMALL);
        kv.commit(put("a", "1"));
        memory.setCapacity(CAPACITY - memory.space().availableBytes());
        StoreFileException refused =
                assertThrows(
                        StoreFileException.class, () -> kv.commit(put("b", "x".repeat(100_000))));
        assertThat(refused.errno()).isEqualTo(Errno.ENOSPC);
        kv.commit(put("c", "small enough for the reserved log"));
        kv.sync();
        assertThat(kv.checkpoint()).isFalse();
        assertThat(get(kv, "b")).isNull();
        KeyValueStore again = KeyValueStore.open(memory, PATH, SMALL);
        assertThat(keys(again, "", "z")).containsExactly("a", "c");
        again.commit(put("d", "1"));
        assertThat(keys(KeyValueStore.open(memory, PATH, SMALL), "", "z"))
                .containsExactly("a", "c", "d");
    }

    @Test
    void commitDuringADefectIsToldAndTheStoreRefusesFromThenOn() throws Exception {
        AtomicBoolean defective = new AtomicBoolean();
        FileObserver defect =
                new FileObserver() {
                    @Override
                    public void before(FileOperation operation) {
                        if (defective.get() && operation instanceof FileOperation.Write) {
                            throw new NoClassDefFoundError("injected");
                        }
                    }
                };
        KeyValueStore kv =
                KeyValueStore.open(new ObservedStoreFiles(memory, defect), PATH, KvLimits.DEFAULT);
        kv.commit(put("before", "1"));
        defective.set(true);
        assertThat(assertThrows(StoreFileException.class, () -> kv.commit(put("a", "1"))).errno())
                .isEqualTo(Errno.EIO);
        defective.set(false);
        assertThrows(StoreFileException.class, () -> kv.commit(put("b", "1")));
        assertThat(kv.failure()).isPresent();
        assertThat(get(KeyValueStore.open(memory, PATH, KvLimits.DEFAULT), "before"))
                .isEqualTo("1");
    }

    @Test
    void failedSyncStays() throws Exception {
        AtomicReference<String> fail = new AtomicReference<>("");
        FileObserver faults =
                new FileObserver() {
                    @Override
                    public void before(FileOperation operation) throws StoreFileException {
                        if (operation instanceof FileOperation.SyncFile
                                && fail.get().equals("sync")) {
                            throw new StoreFileException(Errno.EIO, "fdatasync");
                        }
                    }
                };
        KeyValueStore kv = KeyValueStore.open(new ObservedStoreFiles(memory, faults), PATH, SMALL);
        kv.commit(put("a", "1"));
        fail.set("sync");
        assertThrows(StoreFileException.class, kv::sync);
        fail.set("");
        assertThrows(StoreFileException.class, kv::sync);
        assertThrows(StoreFileException.class, () -> kv.commit(put("b", "1")));
        assertThat(kv.failure()).isPresent();
        assertThat(get(kv, "a")).isEqualTo("1");
    }

    @Test
    void damagedBaseIsRefusedWithItsName() throws Exception {
        KeyValueStore kv = KeyValueStore.open(memory, PATH, SMALL);
        kv.commit(put("a", "x".repeat(10_000)));
        kv.checkpoint();
        kv.close();
        String base =
                memory.list(PATH).stream()
                        .filter(n -> n.startsWith("base"))
                        .findFirst()
                        .orElseThrow();
        StoreFile file = memory.open(PATH + "/" + base);
        file.truncate(9000);
        assertThat(
                        assertThrows(
                                KvCorruptException.class,
                                () -> KeyValueStore.open(memory, PATH, SMALL)))
                .hasMessageContaining(base);
        memory.delete(PATH + "/" + base);
        assertThat(
                        assertThrows(
                                KvCorruptException.class,
                                () -> KeyValueStore.open(memory, PATH, SMALL)))
                .hasMessageContaining("missing");
    }

    @Test
    void dataWithoutALogIsRefused() throws Exception {
        KeyValueStore.open(memory, PATH, SMALL).close();
        for (String name : memory.list(PATH)) {
            if (name.startsWith("log")) {
                StoreFile file = memory.open(PATH + "/" + name);
                file.write(100, List.of(ByteBuffer.allocateDirect(1).put((byte) 1).flip()));
                file.close();
            }
        }
        StoreFiles files = memory;
        assertThrows(KvCorruptException.class, () -> KeyValueStore.open(files, PATH, SMALL));
    }
}
