package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster without authentication for all tests of a run that leave it as it was. A test class
 * is extended with this.
 */
public final class SharedCluster implements BeforeAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedCluster.class);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static @Nullable CephCluster cluster;

    public static CephCluster cluster() {
        CephCluster started = cluster;
        if (started == null) {
            throw new IllegalStateException("the test class is not extended with SharedCluster");
        }
        return started;
    }

    /** A namespace name that no other test uses. */
    public static String freshNamespace() {
        return "test" + NAMES.incrementAndGet();
    }

    /** The second pool of the cluster, for images' data. */
    public static final String DATA_POOL = "data";

    /** A store on the cluster with pools rbd and data, which are empty. */
    public static RadosObjectStore openEmptyStoreWithDataPool(int handles) {
        CephCluster running = cluster();
        if (running.ceph("osd", "pool", "ls").lines().noneMatch(DATA_POOL::equals)) {
            running.createPool(DATA_POOL);
        }
        RadosObjectStore store = RadosObjectStore.open(running.settings(handles, "rbd", DATA_POOL));
        store.pools().forEach(pool -> empty(store.context(pool, "")));
        return store;
    }

    /** A store on the cluster, without objects in the default namespace and in these. */
    public static RadosObjectStore openEmptyStore(int handles, String... namespaces) {
        RadosObjectStore store = RadosObjectStore.open(cluster().settings(handles));
        for (String namespace : Stream.concat(Stream.of(""), Stream.of(namespaces)).toList()) {
            empty(store.context(store.pools().getFirst(), namespace));
        }
        return store;
    }

    private static void empty(ObjectContext context) {
        for (String object : StoreCalls.join(context.list(""))) {
            int result = StoreCalls.write(context, object, new WriteOperation.Step.Remove());
            // One that was removed is listed for as long as a snapshot sees it.
            if (result != 0 && result != -Errno.ENOENT) {
                throw new AssertionError(object + " cannot be removed: " + result);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Lifetime.class, _ -> startOne(), Lifetime.class);
    }

    private static synchronized Lifetime startOne() {
        try {
            Path directory = Files.createTempDirectory("rbdgate-ceph");
            CephCluster started =
                    CephCluster.start(
                            directory, CephCluster.Authentication.NONE, CephCluster.Storage.MEMORY);
            cluster = started;
            return new Lifetime(started, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closed at the end of the run. */
    private record Lifetime(CephCluster started, Path directory) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            started.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
