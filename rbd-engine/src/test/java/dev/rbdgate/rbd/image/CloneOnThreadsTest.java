package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;

/** Completions in any order, on several threads. */
final class CloneOnThreadsTest extends CloneContract {

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);

    @Override
    ObjectStore openStore() {
        return new MemoryObjectStore(THREADS);
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }
}
