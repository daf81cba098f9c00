package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.startRead;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads, few objects. */
@SuppressWarnings("NullAway.Init") // set up before each test
class StoreConcurrencyTest {

    @TempDir Path directory;
    private LocalObjectStore store;
    private ObjectContext context;

    @BeforeEach
    void open() throws Exception {
        store =
                LocalObjectStore.open(
                        directory,
                        LocalStoreSettings.defaults().withReserveBytes(0).withMaxOpenObjects(8));
        context = store.context(store.pool("rbd").orElseThrow(), "");
    }

    @AfterEach
    void close() {
        await(store.close());
    }

    private static void inParallel(int threads, Runnable work) throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, e) -> failure.compareAndSet(null, e))
                            .start(work));
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    private void increment(String object) {
        while (true) {
            String before = read(context, object, 0, 8);
            String after = "%08d".formatted(Integer.parseInt(before) + 1);
            int result =
                    write(
                            context,
                            object,
                            new Step.CompareExtent(0, List.of(Calls.direct(before))),
                            data(0, after));
            if (result == 0) {
                return;
            }
            assertThat(result).isLessThanOrEqualTo(-Errno.MAX);
        }
    }

    @Test
    void compareAndWriteLosesNoIncrement() throws Exception {
        write(context, "data", hint(), data(0, "00000000"));
        write(context, "record", data(0, "00000000"));
        inParallel(
                4,
                () -> {
                    for (int i = 0; i < 100; i++) {
                        increment("data");
                        increment("record");
                    }
                });
        assertThat(read(context, "data", 0, 8)).isEqualTo("00000400");
        assertThat(read(context, "record", 0, 8)).isEqualTo("00000400");
    }

    @Test
    void aReadSeesTheWriteThatItsThreadSubmittedBefore() throws Exception {
        inParallel(
                3,
                () -> {
                    String mine = "o" + Thread.currentThread().threadId();
                    for (int i = 0; i < 300; i++) {
                        String object = mine + "-" + i % 10;
                        ByteBuffer destination = ByteBuffer.allocateDirect(8);
                        String text = "%08d".formatted(i);
                        CompletableFuture<Integer> written =
                                Calls.start(
                                        context,
                                        object,
                                        WriteOperation.cached(hint(), data(0, text)));
                        CompletableFuture<Integer> got = startRead(context, object, 0, destination);
                        assertThat(await(got)).isEqualTo(8);
                        assertThat(destination).isEqualTo(Calls.direct(text));
                        assertThat(await(written)).isZero();
                    }
                });
    }

    @Test
    void creatingAndRemovingWhileFlushingKeepsTheStoreWhole() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread flusher =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!stop.get()) {
                                assertThat(flush(context)).isZero();
                            }
                        });
        inParallel(
                3,
                () -> {
                    for (int i = 0; i < 200; i++) {
                        String object = "o" + i % 20;
                        write(context, object, hint(), data(i, "x"));
                        write(context, object, new Step.Zero(0, 4096));
                        write(context, object, new Step.Remove());
                    }
                });
        stop.set(true);
        flusher.join();
        assertThat(store.failure()).isEmpty();
        await(store.close());
        assertThat(StoreCheck.run(directory, true)).isEmpty();
    }

    @Test
    void moreCallsThanTheLimitAreToldToComeAgain() throws Exception {
        await(store.close());
        LocalStoreSettings one =
                new LocalStoreSettings(
                        1,
                        1,
                        1,
                        8,
                        0,
                        0,
                        Clock.systemUTC(),
                        () -> 4,
                        System::nanoTime,
                        StoreThreads.platform(),
                        Checksums.KEEP);
        MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);
        memory.setResident(false);
        store = LocalObjectStore.open(memory, one);
        context = store.context(store.pool("rbd").orElseThrow(), "");
        CompletableFuture<Integer> release = new CompletableFuture<>();
        CompletableFuture<Integer> first = new CompletableFuture<>();
        context.write(
                "a",
                WriteOperation.cached(hint(), data(0, "x")),
                result -> first.complete(result + release.join()));
        // The first call's completion holds the only worker, and its place has been given back.
        CompletableFuture<Integer> second =
                Calls.start(context, "b", WriteOperation.cached(hint(), data(0, "x")));
        CompletableFuture<Integer> third =
                Calls.start(context, "c", WriteOperation.cached(hint(), data(0, "x")));
        assertThat(List.of(second.getNow(0), third.getNow(0))).contains(-Errno.EAGAIN);
        release.complete(0);
        assertThat(await(first)).isZero();
    }
}
