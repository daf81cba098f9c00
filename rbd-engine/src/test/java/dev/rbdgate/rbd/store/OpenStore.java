package dev.rbdgate.rbd.store;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.query;

import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty store for each test, and one context of it. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class OpenStore {

    protected ObjectStore store;
    protected ObjectContext context;

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    /** No other test uses it, so that a store may outlive its tests. */
    protected String namespace;

    /** A store with a pool. */
    protected abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
        namespace = "contract" + NAMESPACES.incrementAndGet();
        context = store.context(store.pools().getFirst(), namespace);
    }

    @AfterEach
    void close() {
        join(store.close());
    }

    static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static Answer.Stat stat(ObjectContext context, String object) {
        return (Answer.Stat) query(context, object, new ReadOperation.Step.Stat());
    }

    static Map<String, byte[]> xattrs(ObjectContext context, String object) {
        return ((Answer.Xattrs) query(context, object, new ReadOperation.Step.GetXattrs()))
                .values();
    }

    static Answer.Omap omap(
            ObjectContext context, String object, String after, String prefix, int max) {
        return (Answer.Omap)
                query(
                        context,
                        object,
                        new ReadOperation.Step.OmapList(
                                OmapKey.of(after), OmapKey.of(prefix), max));
    }
}
