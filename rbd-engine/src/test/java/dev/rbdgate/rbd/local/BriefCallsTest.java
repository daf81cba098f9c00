package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.start;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Overwrites, which hardly ever wait, and what happens when one does. */
@SuppressWarnings("NullAway.Init") // set up before each test
class BriefCallsTest {

    private static final String BLOCK = "b".repeat(4096);

    /** Enough calls for more than one thread. */
    private static final int OBJECTS = 4 * BriefCalls.CALLS_PER_THREAD;

    private final CountDownLatch diskAnswers = new CountDownLatch(1);
    private final Set<Thread> writers = ConcurrentHashMap.newKeySet();
    private volatile String stuck = "none";
    private LocalObjectStore store;
    private ObjectContext context;

    @BeforeEach
    void open() throws Exception {
        store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(
                                new MemoryStoreFiles(64L << 20),
                                new FileObserver() {
                                    @Override
                                    public void before(FileOperation operation) {
                                        if (operation instanceof FileOperation.Write) {
                                            writers.add(Thread.currentThread());
                                            waitIfStuck(operation.path());
                                        }
                                    }
                                }),
                        LocalStoreSettings.defaults().withReserveBytes(0));
        context = store.context(store.pool("rbd").orElseThrow(), "");
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(write(context, name(i), hint(), data(0, BLOCK))).isZero();
        }
    }

    @AfterEach
    void close() {
        diskAnswers.countDown();
        await(store.close());
    }

    private void waitIfStuck(String path) {
        if (path.endsWith(stuck)) {
            try {
                diskAnswers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String name(int object) {
        return "data.%04d".formatted(object);
    }

    private CompletableFuture<Integer> overwrite(int object, String content) {
        return start(context, name(object), WriteOperation.cached(hint(), data(0, content)));
    }

    @Test
    void overwritesOneAfterTheOtherStayOnTheStoresThreadsAndAreRead() {
        writers.clear();
        for (int i = 0; i < OBJECTS; i++) {
            String content = Character.toString('a' + i % 26).repeat(4096);
            assertThat(await(overwrite(i, content))).isZero();
            assertThat(read(context, name(i), 0, 4096)).isEqualTo(content);
        }
        assertThat(writers).allMatch(thread -> thread.getName().startsWith("store-worker-"));
    }

    @Test
    void overwritesGoOnBesideOneThatWaitsForTheDisk() {
        stuck = name(0);
        CompletableFuture<Integer> first = overwrite(0, BLOCK);
        List<CompletableFuture<Integer>> others = new ArrayList<>();
        for (int i = 1; i < OBJECTS; i++) {
            others.add(overwrite(i, BLOCK));
        }
        others.forEach(other -> assertThat(await(other)).isZero());
        assertThat(first).isNotDone();
        diskAnswers.countDown();
        assertThat(await(first)).isZero();
    }

    @Test
    void manyOverwritesOfOneObjectEndInTheirOrder() {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            all.add(overwrite(0, Character.toString('a' + i % 26).repeat(4096)));
        }
        all.forEach(each -> assertThat(await(each)).isZero());
        String last = Character.toString('a' + (OBJECTS - 1) % 26);
        assertThat(read(context, name(0), 0, 1)).isEqualTo(last);
    }
}
