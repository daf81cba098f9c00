package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.bytes;
import static dev.rbdgate.rbd.store.StoreCalls.flush;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.read;
import static dev.rbdgate.rbd.store.StoreCalls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to calls when daemons stop, die and come back, and when a client is fenced. */
@Tag("ceph")
@SuppressWarnings("NullAway.Init") // set up before the tests
class FaultyClusterTest {

    private static final int OBJECT_BYTES = 4096;

    @TempDir private static Path directory;
    private static CephCluster cluster;

    private RadosObjectStore store;
    private ObjectContext context;

    @BeforeAll
    static void startCluster() {
        cluster =
                CephCluster.start(
                        directory, CephCluster.Authentication.NONE, CephCluster.Storage.DISK);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        store = RadosObjectStore.open(cluster.settings(1));
        context = store.context(store.pools().getFirst(), SharedCluster.freshNamespace());
    }

    @AfterEach
    void closeGivesEverythingBack() {
        // A test that failed may have left it frozen.
        cluster.thawOsd();
        join(store.close());
        assertThat(store.outstanding()).isZero();
    }

    @Test
    void callsWaitForAFrozenOsdAndGoOn() {
        write(context, "before", new Step.Write(0, List.of(buffer("x"))));
        cluster.freezeOsd();
        Storm storm = new Storm(context, ClusterHandle.DATA_LIMITS.operations() * 2);
        CompletableFuture<Integer> flushed = new CompletableFuture<>();
        context.flush(flushed::complete);
        // More than librados may have at once: the rest waits here, and nothing blocked this
        // thread.
        assertThat(store.outstanding()).isEqualTo(ClusterHandle.DATA_LIMITS.operations());
        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> storm.completed.get() == 0 && !flushed.isDone());
        // Control calls have their own way: they do not queue behind data.
        CompletableFuture<ObjectContext.NotifyResult> notified =
                context.notifyWatchers("before", bytes("?"), Duration.ofSeconds(5));
        assertThat(store.outstanding()).isEqualTo(ClusterHandle.DATA_LIMITS.operations() + 1);
        cluster.thawOsd();
        storm.join();
        assertThat(join(flushed)).isZero();
        assertThat(join(notified).acknowledgements()).isEmpty();
        storm.verify();
    }

    @Test
    void callsWaitForAKilledOsdAndGoOn() {
        Storm storm = new Storm(context, 1000);
        cluster.killOsd();
        Storm more = new Storm(context.sibling(store.pools().getFirst(), "more"), 1000);
        cluster.startOsd();
        storm.join();
        more.join();
        storm.verify();
        more.verify();
    }

    @Test
    void aWatchSurvivesTheOsdsRestartOrTellsThatItIsLost() {
        write(context, "a", new Step.Create(true));
        AtomicInteger news = new AtomicInteger();
        AtomicInteger losses = new AtomicInteger();
        ObjectContext.Watch watch =
                join(
                        context.watch(
                                "a",
                                new ObjectContext.WatchHandler() {
                                    @Override
                                    public CompletableFuture<byte[]> notified(
                                            long notifier, byte[] payload) {
                                        news.incrementAndGet();
                                        return CompletableFuture.completedFuture(new byte[0]);
                                    }

                                    @Override
                                    public void failed(int errno) {
                                        losses.incrementAndGet();
                                    }
                                }));
        cluster.killOsd();
        cluster.startOsd();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    ObjectContext.NotifyResult result =
                            join(context.notifyWatchers("a", bytes("?"), Duration.ofSeconds(2)));
                    return losses.get() > 0 || !result.acknowledgements().isEmpty();
                });
        assertThat(news.get() + losses.get()).isPositive();
        join(watch.unwatch());
    }

    @Test
    void dataFlowsWhileTheMonitorIsAway() {
        Storm before = new Storm(context, 100);
        before.join();
        cluster.killMonitor();
        Storm without = new Storm(context, 500);
        without.join();
        without.verify();
        cluster.startMonitor();
        join(((Fencing) context).waitForLatestMap());
    }

    @Test
    void aBlocklistedClientFailsForEverAndIsReplaced() throws Exception {
        RadosObjectStore other = RadosObjectStore.open(cluster.settings(1));
        ObjectContext fenced =
                other.context(store.pools().getFirst(), ((RadosObjectContext) context).namespace());
        write(fenced, "a", new Step.Write(0, List.of(buffer("mine"))));
        CompletableFuture<Integer> watchLost = new CompletableFuture<>();
        var _ =
                join(
                        fenced.watch(
                                "a",
                                new ObjectContext.WatchHandler() {
                                    @Override
                                    public CompletableFuture<byte[]> notified(
                                            long notifier, byte[] payload) {
                                        return CompletableFuture.completedFuture(new byte[0]);
                                    }

                                    @Override
                                    public void failed(int errno) {
                                        watchLost.complete(errno);
                                    }
                                }));

        Fencing fencing = (Fencing) context;
        join(fencing.blocklist(((Fencing) fenced).address(), Duration.ofSeconds(5)));
        join(fencing.waitForLatestMap());
        write(context, "a", new Step.Write(0, List.of(buffer("yours"))));

        assertThat(write(fenced, "a", new Step.Write(0, List.of(buffer("mine")))))
                .isEqualTo(-Errno.ESHUTDOWN);
        assertThat(read(fenced, "a", 0, buffer("x"))).isEqualTo(-Errno.ESHUTDOWN);
        assertThat(join(watchLost)).isPositive();
        assertThat(flush(fenced)).isEqualTo(-Errno.ESHUTDOWN);
        assertThatThrownBy(() ->
                        join(fenced.query("a", ReadOperation.of(new ReadOperation.Step.Stat()))))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ESHUTDOWN));

        // A new client takes its place; the old one stays fenced when the entry has expired.
        ObjectContext fresh =
                await().atMost(Duration.ofSeconds(60))
                        .ignoreException(ObjectStoreException.class)
                        .until(
                                () ->
                                        other.context(
                                                store.pools().getFirst(),
                                                ((RadosObjectContext) context).namespace()),
                                c -> c.instanceId() != fenced.instanceId());
        assertThat(read(fresh, "a", 0, 10)).isEqualTo(bytes("yours"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !cluster.ceph("osd", "blocklist", "ls").contains("127.0.0.1"));
        assertThat(write(fenced, "a", new Step.Write(0, List.of(buffer("mine")))))
                .isEqualTo(-Errno.ESHUTDOWN);
        assertThat(read(context, "a", 0, 10)).isEqualTo(bytes("yours"));
        join(other.close());
        assertThat(other.outstanding()).isZero();
    }

    @Test
    void aClientThatIsFencedWithCallsWaitingFailsThemAll() throws Exception {
        RadosObjectStore other = RadosObjectStore.open(cluster.settings(1));
        ObjectContext fenced =
                other.context(store.pools().getFirst(), ((RadosObjectContext) context).namespace());
        write(context, "0", new Step.Write(0, List.of(buffer("kept"))));
        cluster.freezeOsd();
        Storm storm = new Storm(fenced, ClusterHandle.DATA_LIMITS.operations() + 3000);
        Fencing fencing = (Fencing) context;
        join(fencing.blocklist(((Fencing) fenced).address(), Duration.ofHours(1)));
        cluster.thawOsd();
        storm.ended.get(60, TimeUnit.SECONDS);
        if (storm.errors.isEmpty()) {
            // An OSD learns of a fence from who knows the map: it may have been through by then.
            join(fencing.waitForLatestMap());
            write(context, "0", new Step.Write(0, List.of(buffer("mine"))));
            storm = new Storm(fenced, ClusterHandle.DATA_LIMITS.operations() + 3000);
            storm.ended.get(60, TimeUnit.SECONDS);
            assertThat(storm.errors).hasSize(storm.count);
        }
        assertThat(storm.errors).isNotEmpty().containsOnly(-Errno.ESHUTDOWN);
        join(other.close());
        assertThat(other.outstanding()).isZero();
    }

    @Test
    void closingDoesNotWaitForEverForAFrozenOsd() {
        RadosObjectStore other = RadosObjectStore.open(cluster.settings(2));
        ObjectContext first =
                other.context(store.pools().getFirst(), ((RadosObjectContext) context).namespace());
        write(first, "a", new Step.Write(0, List.of(buffer("x"))));
        cluster.freezeOsd();
        Storm storm = new Storm(first, ClusterHandle.DATA_LIMITS.operations() + 100);
        CompletableFuture<ByteBuffer> read = new CompletableFuture<>();
        ByteBuffer destination = ByteBuffer.allocateDirect(OBJECT_BYTES);
        first.read("a", 0, List.of(destination), _ -> read.complete(destination));
        CompletableFuture<List<ReadOperation.Answer>> query =
                first.query(
                        "a",
                        ReadOperation.of(
                                new ReadOperation.Step.GetXattrs(),
                                new ReadOperation.Step.Exec("rbd", "get_id", new byte[0])));
        assertThatThrownBy(() -> join(other.close(Duration.ofSeconds(2))))
                .hasMessageContaining("did not answer all calls");
        assertThat(storm.ended.join()).isPositive();
        assertThat(storm.errors).containsOnly(-Errno.ESHUTDOWN);
        assertThat(join(read)).isSameAs(destination);
        assertThatThrownBy(() -> join(query)).isInstanceOf(ObjectStoreException.class);
        assertThat(other.outstanding()).isZero();
        cluster.thawOsd();
        write(context, "b", new Step.Create(false));
    }

    /** Many writes of different objects at once. */
    private static final class Storm {
        final AtomicInteger completed = new AtomicInteger();
        final List<Integer> errors = new ArrayList<>();
        final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private final ObjectContext context;
        private final int count;

        Storm(ObjectContext context, int count) {
            this.context = context;
            this.count = count;
            for (int i = 0; i < count; i++) {
                context.write(
                        "storm." + i,
                        WriteOperation.cached(new Step.Write(0, List.of(content(i)))),
                        this::completed);
            }
        }

        private void completed(int result) {
            if (result != 0) {
                synchronized (errors) {
                    errors.add(result);
                }
            }
            if (completed.incrementAndGet() == count) {
                ended.complete(count);
            }
        }

        void join() {
            assertThat(ended.orTimeout(120, TimeUnit.SECONDS).join()).isEqualTo(count);
            assertThat(errors).isEmpty();
        }

        void verify() {
            for (int i = 0; i < count; i += 1 + count / 50) {
                byte[] expected = new byte[OBJECT_BYTES];
                content(i).get(expected);
                assertThat(read(context, "storm." + i, 0, OBJECT_BYTES)).isEqualTo(expected);
            }
        }

        private static ByteBuffer content(int number) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(OBJECT_BYTES);
            while (buffer.hasRemaining()) {
                buffer.putInt(number * 31 + buffer.position());
            }
            return buffer.flip();
        }
    }
}
