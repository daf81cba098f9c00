package dev.rbdgate.bench.parts;

import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads and writes of a resident object of the local store, one at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalStoreCalls {

    private static final String OBJECT = "rbd_data.1.0000000000000000";
    private static final int OBJECT_BYTES = 4 << 20;

    /** An odd number of blocks, so that all of the object is visited. */
    private static final int STEP_BLOCKS = 331;

    @Param({"4096", "1048576"})
    public int bytes;

    private @Nullable Path directory;
    private @Nullable LocalObjectStore store;
    private @Nullable ObjectContext context;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private int block;

    @Setup
    public void open() throws IOException, StoreOpenException {
        directory = Files.createTempDirectory("parts-");
        store = LocalObjectStore.open(directory, LocalStoreSettings.defaults());
        context = store.context(store.pool(LocalObjectStore.DEFAULT_POOL).orElseThrow(), "");
        buffer = ByteBuffer.allocateDirect(bytes);
        ByteBuffer whole = ByteBuffer.allocateDirect(OBJECT_BYTES);
        var _ =
                await(done ->
                        context()
                                .write(
                                        OBJECT,
                                        WriteOperation.cached(
                                                new WriteOperation.Step.Write(0, List.of(whole))),
                                        done::complete));
    }

    @TearDown
    public void close() throws IOException {
        if (store != null) {
            store.close().join();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Time from call to completion. */
    @Benchmark
    public int read() {
        long offset = nextOffset();
        return await(
                done -> context().read(OBJECT, offset, List.of(buffer.clear()), done::complete));
    }

    /** Time from call to completion: the kernel has it. */
    @Benchmark
    public int write() {
        WriteOperation operation =
                WriteOperation.cached(
                        new WriteOperation.Step.Write(nextOffset(), List.of(buffer.clear())));
        return await(done -> context().write(OBJECT, operation, done::complete));
    }

    private long nextOffset() {
        block = (block + STEP_BLOCKS) % (OBJECT_BYTES / bytes);
        return (long) block * bytes;
    }

    private ObjectContext context() {
        if (context == null) {
            throw new IllegalStateException("not open");
        }
        return context;
    }

    private interface Call {
        void run(CompletableFuture<Integer> done);
    }

    private static int await(Call call) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        call.run(done);
        int result = done.join();
        if (result < 0) {
            throw new IllegalStateException("error " + result);
        }
        return result;
    }
}
