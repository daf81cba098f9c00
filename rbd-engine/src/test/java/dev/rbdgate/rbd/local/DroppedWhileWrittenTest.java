package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An object that was not used for long is synced and forgotten, and made again from its records. A
 * write that comes during that sync must not be forgotten with it.
 */
class DroppedWhileWrittenTest {

    private static final int BLOCK = BlockBits.BLOCK_BYTES;
    private static final int MOST_OBJECTS = 4;

    /** Syncs of the layer that have begun, and those that may end. */
    private final Semaphore begun = new Semaphore(0);

    private final Semaphore mayEnd = new Semaphore(0);
    private volatile boolean slow;

    private LocalObjectStore open() throws Exception {
        return LocalObjectStore.open(
                new ObservedStoreFiles(
                        new MemoryStoreFiles(64L << 20),
                        new FileObserver() {
                            @Override
                            public void before(FileOperation operation) {
                                if (slow
                                        && operation
                                                instanceof FileOperation.SyncFile(String path, _)
                                        && path.startsWith(LayerFiles.DIRECTORY)) {
                                    begun.release();
                                    mayEnd.acquireUninterruptibly();
                                }
                            }
                        }),
                LocalStoreSettings.defaults().withReserveBytes(0).withMaxOpenObjects(MOST_OBJECTS));
    }

    private static CompletableFuture<Integer> begin(
            ObjectContext context, String object, int block, char value) {
        byte[] content = String.valueOf(value).repeat(BLOCK).getBytes(StandardCharsets.US_ASCII);
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.write(
                object,
                WriteOperation.cached(
                        new Step.AllocationHint(1 << 20, 1 << 20),
                        new Step.Write((long) block * BLOCK, List.of(buffer(content)))),
                result::complete);
        return result;
    }

    private static void put(ObjectContext context, String object, int block, char value) {
        assertThat(join(begin(context, object, block, value))).isZero();
    }

    @Test
    void whatIsWrittenWhileAnObjectIsSyncedToBeForgottenStays() throws Exception {
        LocalObjectStore store = open();
        ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "");
        for (int block = 0; block < 8; block++) {
            put(context, "object", block, 'a');
        }
        long snap = join(((SelfManagedSnaps) context).createSnap());
        ObjectContext under = context.withSnapContext(new SnapContext(snap, List.of(snap)));
        put(under, "object", 0, 'b');
        slow = true;
        // One of them may itself be what makes room, and then waits for the held sync.
        List<CompletableFuture<Integer>> others =
                IntStream.range(0, 3 * MOST_OBJECTS)
                        .mapToObj(other -> begin(context, "other" + other, 0, 'x'))
                        .toList();
        assertThat(begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        put(under, "object", 5, 'c');
        mayEnd.release();
        // Another sync, if there is one, holds up what forgets the object.
        boolean again = begun.tryAcquire(1, TimeUnit.SECONDS);
        assertThat((char) read(under, "object", 5L * BLOCK, 1)[0])
                .as("synced again: " + again)
                .isEqualTo('c');
        assertThat((char) read(under, "object", 0, 1)[0]).isEqualTo('b');
        slow = false;
        mayEnd.release(100);
        assertThat(others).allSatisfy(other -> assertThat(join(other)).isZero());
        join(store.close());
    }
}
