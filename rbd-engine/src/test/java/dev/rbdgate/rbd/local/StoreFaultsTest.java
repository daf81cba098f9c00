package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.start;
import static dev.rbdgate.rbd.local.Calls.write;
import static dev.rbdgate.rbd.local.Calls.writeDurably;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Disks that fail or are full. */
@SuppressWarnings("NullAway.Init") // opened first thing by each test
class StoreFaultsTest {

    private static final long CAPACITY = 128L << 20;
    private static final long RESERVE = 32L << 20;
    private static final String MEBIBYTE = "x".repeat(1 << 20);

    private final MemoryStoreFiles memory = new MemoryStoreFiles(CAPACITY);
    private volatile Predicate<FileOperation> failing = _ -> false;
    private LocalObjectStore store;
    private ObjectContext context;

    /** How its stores are opened. */
    LocalStoreSettings settings() {
        return LocalStoreSettings.defaults().withReserveBytes(RESERVE);
    }

    private void open() throws Exception {
        store =
                LocalObjectStore.open(
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
                        settings());
        context = store.context(store.pool("rbd").orElseThrow(), "");
    }

    private void assertFailedUntilReopened() throws Exception {
        failing = _ -> false;
        assertThat(flush(context)).isEqualTo(-Errno.EIO);
        assertThat(write(context, "a", data(0, "new"))).isEqualTo(-Errno.EROFS);
        assertThat(write(context, "m", data(0, "new"))).isEqualTo(-Errno.EROFS);
        assertThat(read(context, "a", 0, 3)).isEqualTo("old");
        assertThat(store.failure()).isPresent();
        await(store.close());
        open();
        assertThat(store.failure()).isEmpty();
        assertThat(store.uncleanStop()).isTrue();
        assertThat(write(context, "a", data(0, "new"))).isZero();
        assertThat(flush(context)).isZero();
    }

    @Test
    void failedSyncOfAFileSticks() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        failing =
                operation ->
                        operation instanceof FileOperation.SyncFile(String path, _)
                                && path.startsWith("pools");
        assertThat(flush(context)).isEqualTo(-Errno.EIO);
        assertFailedUntilReopened();
    }

    @Test
    void failedSyncOfADirectorySticks() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        failing = FileOperation.SyncDirectory.class::isInstance;
        assertThat(flush(context)).isEqualTo(-Errno.EIO);
        assertFailedUntilReopened();
    }

    @Test
    void failedSyncOfTheRecordsSticks() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        flush(context);
        write(context, "m", data(0, "record"));
        failing = FileOperation.SyncFile.class::isInstance;
        assertThat(flush(context)).isEqualTo(-Errno.EIO);
        assertFailedUntilReopened();
    }

    @Test
    void failedSyncOfADurableWriteSticks() throws Exception {
        open();
        write(context, "a", hint(), data(0, "---"));
        failing = FileOperation.SyncFile.class::isInstance;
        assertThat(writeDurably(context, "a", data(0, "old"))).isEqualTo(-Errno.EIO);
        assertFailedUntilReopened();
    }

    private static boolean isSyncOf(FileOperation operation, String object) {
        return operation instanceof FileOperation.SyncFile(String path, _)
                && path.startsWith("pools")
                && path.endsWith("/" + object);
    }

    @Test
    void aDurableWriteDoesNotSucceedAfterTheSyncOfAnotherHasFailed() throws Exception {
        open();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        failing =
                operation -> {
                    if (isSyncOf(operation, "slow")) {
                        begun.countDown();
                        awaitLatch(mayEnd);
                    }
                    return isSyncOf(operation, "bad");
                };
        CompletableFuture<Integer> slow =
                start(context, "slow", WriteOperation.durable(hint(), data(0, "new")));
        awaitLatch(begun);
        assertThat(writeDurably(context, "bad", hint(), data(0, "new"))).isEqualTo(-Errno.EIO);
        mayEnd.countDown();
        assertThat(await(slow)).isEqualTo(-Errno.EIO);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailedSyncOfADirectoryWhileTidyingSticks() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        write(context, "b", hint(), data(0, "old"));
        long snap = await(((SelfManagedSnaps) context).createSnap());
        ObjectContext under = context.withSnapContext(new SnapContext(snap, List.of(snap)));
        assertThat(write(under, "b", new Step.Remove())).isZero();
        assertThat(flush(context)).isZero();
        failing = FileOperation.SyncDirectory.class::isInstance;
        await(((SelfManagedSnaps) context).removeSnap(snap));
        Awaitility.await().until(() -> store.failure().isPresent());
        assertFailedUntilReopened();
    }

    @Test
    void failedWriteIsAnErrorOfThatWriteAlone() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        failing =
                operation ->
                        operation instanceof FileOperation.Write write
                                && write.path().startsWith("pools");
        assertThat(write(context, "a", data(0, "new"))).isEqualTo(-Errno.EIO);
        assertThat(write(context, "b", hint(), data(0, "new"))).isEqualTo(-Errno.EIO);
        failing = _ -> false;
        assertThat(read(context, "b", 0, 3)).isEqualTo("error 2");
        assertThat(write(context, "a", data(0, "new"))).isZero();
        assertThat(flush(context)).isZero();
        await(store.close());
    }

    @Test
    void failedReadIsAnErrorOfThatReadAlone() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        failing = FileOperation.Read.class::isInstance;
        assertThat(read(context, "a", 0, 3)).isEqualTo("error " + Errno.EIO);
        failing = _ -> false;
        assertThat(read(context, "a", 0, 3)).isEqualTo("old");
        await(store.close());
    }

    private static Predicate<FileOperation> throwing(Class<? extends FileOperation> call) {
        return operation -> {
            if (call.isInstance(operation)) {
                throw new NoClassDefFoundError("injected " + operation);
            }
            return false;
        };
    }

    @Test
    void anErrorThrownByAReadOrAWriteIsItsAnswer() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        failing = throwing(FileOperation.Read.class);
        assertThat(read(context, "a", 0, 3)).isEqualTo("error " + Errno.EIO);
        failing = throwing(FileOperation.Write.class);
        assertThat(write(context, "a", data(0, "new"))).isEqualTo(-Errno.EIO);
        failing = _ -> false;
        assertThat(read(context, "a", 0, 3)).isEqualTo("old");
        await(store.close());
    }

    @Test
    void anErrorThrownByASyncFailsTheFlushAndSticks() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        failing = throwing(FileOperation.SyncFile.class);
        assertThat(flush(context)).isEqualTo(-Errno.EIO);
        assertFailedUntilReopened();
    }

    @Test
    void interruptedIntentIsCompletedWhenOpenedAgain() throws Exception {
        open();
        write(context, "a", hint(), data(0, "---"));
        failing =
                operation ->
                        operation instanceof FileOperation.Write write
                                && write.path().startsWith("pools");
        assertThat(write(context, "a", data(0, "new"), new Step.SetXattr("n", new byte[] {1})))
                .isEqualTo(-Errno.EIO);
        failing = _ -> false;
        assertThat(store.failure()).isPresent();
        await(store.close());
        open();
        assertThat(read(context, "a", 0, 3)).isEqualTo("new");
        await(store.close());
    }

    private int fill() {
        for (int i = 0; ; i++) {
            int result = write(context, "data" + i, hint(), data(0, MEBIBYTE));
            if (result < 0) {
                assertThat(result).isEqualTo(-Errno.ENOSPC);
                return i;
            }
        }
    }

    @Test
    void fullStoreReadsOverwritesZeroesAndDeletes() throws Exception {
        open();
        int objects = fill();
        assertThat(objects).isGreaterThan(50);
        assertThat(memory.space().availableBytes()).isGreaterThanOrEqualTo(RESERVE - (1 << 20));
        assertThat(store.capacity().availableBytes()).isLessThan(1 << 20);
        assertThat(read(context, "data0", 0, 1)).isEqualTo("x");
        assertThat(write(context, "data0", data(0, "y"))).isZero();
        assertThat(write(context, "data0", data(1 << 20, MEBIBYTE))).isEqualTo(-Errno.ENOSPC);
        assertThat(write(context, "meta", new Step.OmapSet(Map.of(OmapKey.of("k"), new byte[10]))))
                .isZero();
        assertThat(flush(context)).isZero();
        for (int i = 0; i < objects / 2; i++) {
            assertThat(write(context, "data" + i, new Step.Zero(0, 1 << 20))).isZero();
        }
        for (int i = objects / 2; i < objects; i++) {
            assertThat(write(context, "data" + i, new Step.Remove())).isZero();
        }
        assertThat(fill()).isGreaterThan(50);
        assertThat(store.failure()).isEmpty();
        await(store.close());
    }

    @Test
    void fullDiskIsNoSpaceAndNothingElse() throws Exception {
        open();
        write(context, "a", hint(), data(0, "old"));
        memory.setCapacity(0);
        assertThat(write(context, "a", data(1 << 20, "new"))).isEqualTo(-Errno.ENOSPC);
        assertThat(write(context, "b", hint(), data(0, "new"))).isEqualTo(-Errno.ENOSPC);
        assertThat(write(context, "m", data(0, "fits into the reserved log"))).isZero();
        assertThat(write(context, "a", new Step.Remove())).isZero();
        assertThat(flush(context)).isZero();
        await(store.close());
        open();
        assertThat(read(context, "m", 0, 4)).isEqualTo("fits");
        assertThat(read(context, "a", 0, 4)).isEqualTo("error 2");
        await(store.close());
    }
}
