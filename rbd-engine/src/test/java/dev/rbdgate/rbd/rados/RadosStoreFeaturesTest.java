package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.bytes;
import static dev.rbdgate.rbd.store.StoreCalls.flush;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.query;
import static dev.rbdgate.rbd.store.StoreCalls.read;
import static dev.rbdgate.rbd.store.StoreCalls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a store on a cluster does beyond the contract of every store. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
@SuppressWarnings("NullAway.Init") // set up before each test
class RadosStoreFeaturesTest {

    private RadosObjectStore store;
    private ObjectContext context;

    @BeforeEach
    void open() {
        store = RadosObjectStore.open(SharedCluster.cluster().settings(2));
        context = store.context(store.pools().getFirst(), SharedCluster.freshNamespace());
    }

    @AfterEach
    void closeGivesEverythingBack() {
        join(store.close());
        assertThat(store.outstanding()).isZero();
    }

    @Test
    void saysWhichClusterItIs() {
        assertThat(store.kind()).isEqualTo("rados");
        assertThat(store.id()).isEqualTo(SharedCluster.cluster().fsid());
        assertThat(store.volatileWriteCache()).isFalse();
        assertThat(store.pools()).extracting(ObjectStore.Pool::name).containsExactly("rbd");
        assertThat(store.pool("rbd")).isPresent();
        assertThat(store.pool("other")).isEmpty();
        assertThat(store.capacity()).isNotNull();
        // Luminous: what a fresh cluster needs.
        assertThat(join(store.minCompatibleClient())).isEqualTo(12);
    }

    @Test
    void noOperationTimesOutAndLibradosNeverBlocksWhateverTheFileSays(@TempDir Path directory)
            throws IOException {
        Path conf = directory.resolve("ceph.conf");
        Files.writeString(
                conf,
                Files.readString(SharedCluster.cluster().conf())
                        + """
                        [client]
                        rados osd op timeout = 3
                        rados mon op timeout = 3
                        objecter inflight ops = 8
                        objecter inflight op bytes = 4096
                        """);
        RadosObjectStore stubborn =
                RadosObjectStore.open(
                        RadosStoreSettings.of(
                                conf, RadosStoreSettings.DEFAULT_USER, List.of("rbd")));
        RadosObjectContext any =
                (RadosObjectContext) stubborn.context(stubborn.pools().getFirst(), "");
        long client = any.handle().cluster();
        for (String timeout : List.of("rados_osd_op_timeout", "rados_mon_op_timeout")) {
            assertThat(Double.parseDouble(Connector.option(client, timeout))).as(timeout).isZero();
        }
        assertThat(Long.parseLong(Connector.option(client, "objecter_inflight_ops")))
                .isGreaterThan(
                        ClusterHandle.DATA_LIMITS.operations()
                                + ClusterHandle.CONTROL_LIMITS.operations());
        assertThat(Long.parseLong(Connector.option(client, "objecter_inflight_op_bytes")))
                .isGreaterThan(
                        ClusterHandle.DATA_LIMITS.bytes() + ClusterHandle.CONTROL_LIMITS.bytes());
        join(stubborn.close());
    }

    @Test
    void contextsTakeTurnsAndSiblingsStay() {
        ObjectStore.Pool pool = store.pools().getFirst();
        ObjectContext first = store.context(pool, "");
        ObjectContext second = store.context(pool, "");
        ObjectContext third = store.context(pool, "");
        assertThat(first.instanceId()).isNotEqualTo(second.instanceId());
        assertThat(third.instanceId()).isEqualTo(first.instanceId());
        assertThat(first.sibling(pool, "x").instanceId()).isEqualTo(first.instanceId());
        assertThat(first.withReadSnap(7).instanceId()).isEqualTo(first.instanceId());
    }

    @Test
    void readsAndWritesInManyPiecesAndFromTheHeap() {
        List<ByteBuffer> pieces = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Payload.MAX_PIECES * 2; i++) {
            pieces.add(i % 3 == 0 ? ByteBuffer.wrap(bytes("<" + i + ">")) : buffer("<" + i + ">"));
            text.append('<').append(i).append('>');
        }
        assertThat(write(context, "a", new Step.Write(5, pieces))).isZero();
        assertThat(read(context, "a", 5, 1000)).isEqualTo(bytes(text.toString()));
        assertThat(write(context, "a", new Step.WriteFull(pieces))).isZero();
        List<ByteBuffer> destination = new ArrayList<>();
        pieces.forEach(piece -> destination.add(ByteBuffer.allocate(piece.remaining())));
        assertThat(read(context, "a", 0, destination.toArray(ByteBuffer[]::new)))
                .isEqualTo(text.length());
        assertThat(destination).isEqualTo(pieces);
    }

    @Test
    void readsOfNothingAskWhetherTheObjectIsThere() {
        assertThat(read(context, "a", 0)).isEqualTo(-Errno.ENOENT);
        write(context, "a", new Step.Write(0, List.of(buffer("abc"))));
        assertThat(read(context, "a", 0)).isZero();
        assertThat(read(context, "a", 0, buffer(""))).isZero();
        assertThat(query(context, "a", new ReadOperation.Step.Read(1, 0)))
                .isInstanceOfSatisfying(
                        ReadOperation.Answer.Bytes.class, b -> assertThat(b.bytes()).isEmpty());
        assertThat(join(context.query("a", ReadOperation.of()))).isEmpty();
    }

    @Test
    void omapKeysMayHoldAnyBytes() {
        Map<OmapKey, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            entries.put(OmapKey.of(new byte[] {1, 0, (byte) (i * 6), 0}), new byte[] {(byte) i});
        }
        entries.put(OmapKey.of("z"), new byte[0]);
        write(context, "a", new Step.OmapSet(entries));
        OmapKey tenth = entries.keySet().stream().sorted().skip(9).findFirst().orElseThrow();
        ReadOperation.Answer.Omap page = omap("a", tenth, OmapKey.of(new byte[] {1, 0}), 5);
        assertThat(page.entries().keySet())
                .containsExactlyElementsOf(
                        entries.keySet().stream().sorted().skip(10).limit(5).toList());
        assertThat(page.more()).isTrue();
        write(context, "a", new Step.OmapRemove(List.copyOf(page.entries().keySet())));
        assertThat(omap("a", OmapKey.of(""), OmapKey.of(""), 1000).entries()).hasSize(36);
    }

    @Test
    void anOmapBeyondOneAnswerIsReadInPages() {
        Map<OmapKey, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < 2500; i++) {
            entries.put(OmapKey.of("key%05d".formatted(i)), new byte[] {(byte) i});
        }
        write(context, "a", new Step.OmapSet(entries));
        OmapKey after = OmapKey.of("");
        int seen = 0;
        boolean more = true;
        while (more) {
            ReadOperation.Answer.Omap page = omap("a", after, OmapKey.of("key"), 10_000);
            seen += page.entries().size();
            after = page.entries().lastKey();
            more = page.more();
        }
        assertThat(seen).isEqualTo(2500);
    }

    @Test
    void snapshotsKeepWhatObjectsWere() {
        SelfManagedSnaps snaps = (SelfManagedSnaps) context;
        write(context, "a", new Step.Write(0, List.of(buffer("first"))));
        long one = join(snaps.createSnap());
        ObjectContext afterOne = context.withSnapContext(new SnapContext(one, List.of(one)));
        write(afterOne, "a", new Step.Write(0, List.of(buffer("2nd"))));
        write(afterOne, "b", new Step.Write(0, List.of(buffer("new"))));
        long two = join(snaps.createSnap());
        assertThat(two).isGreaterThan(one);
        SnapContext both = new SnapContext(two, List.of(two, one));
        ObjectContext afterTwo = context.withSnapContext(both);
        write(afterTwo, "a", new Step.Remove());

        assertThat(read(context.withReadSnap(one), "a", 0, 10)).isEqualTo(bytes("first"));
        assertThat(read(context.withReadSnap(two), "a", 0, 10)).isEqualTo(bytes("2ndst"));
        assertThat(read(context, "a", 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThat(write(context.withReadSnap(one), "a", new Step.Truncate(0)))
                .isEqualTo(-Errno.EROFS);

        SelfManagedSnaps current = (SelfManagedSnaps) afterTwo;
        join(current.rollback("a", one));
        join(current.rollback("b", one));
        assertThat(read(context, "a", 0, 10)).isEqualTo(bytes("first"));
        assertThat(read(context, "b", 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThat(read(context.withReadSnap(two), "b", 0, 10)).isEqualTo(bytes("new"));
        join(snaps.removeSnap(one));
        join(snaps.removeSnap(two));
    }

    @Test
    void aSnapContextOutOfOrderIsRefused() {
        ObjectContext wrong = context.withSnapContext(new SnapContext(3, List.of(2L, 3L)));
        assertThat(write(wrong, "a", new Step.Create(false))).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void watchersOfOtherClientsAnswerOrAreNamed() throws Exception {
        write(context, "a", new Step.Create(true));
        RadosObjectStore otherStore = RadosObjectStore.open(SharedCluster.cluster().settings(1));
        ObjectContext other = otherStore.context(store.pools().getFirst(), namespaceOf(context));
        List<String> heard = new ArrayList<>();
        ObjectContext.Watch prompt = join(other.watch("a", handler(heard, true)));
        ObjectContext.Watch silent = join(context.watch("a", handler(heard, false)));

        ObjectContext.NotifyResult result =
                join(context.notifyWatchers("a", bytes("news"), Duration.ofSeconds(1)));
        assertThat(result.acknowledgements())
                .singleElement()
                .satisfies(ack -> {
                    assertThat(ack.watcher())
                            .isEqualTo(
                                    new ObjectContext.Watcher(other.instanceId(), prompt.handle()));
                    assertThat(ack.payload()).isEqualTo(bytes("got news"));
                });
        assertThat(result.timeouts())
                .containsExactly(new ObjectContext.Watcher(context.instanceId(), silent.handle()));
        join(silent.unwatch());
        join(silent.unwatch());
        // Closing ends the other client's watch: nobody waits for it.
        join(otherStore.close());
        result = join(context.notifyWatchers("a", bytes("more"), Duration.ofSeconds(10)));
        assertThat(result.acknowledgements()).isEmpty();
        assertThat(result.timeouts()).isEmpty();
    }

    private static String namespaceOf(ObjectContext context) {
        return ((RadosObjectContext) context).namespace();
    }

    @Test
    void aHandlerThatThrowsStillAcknowledges() {
        write(context, "a", new Step.Create(true));
        ObjectContext.Watch watch =
                join(
                        context.watch(
                                "a",
                                new ObjectContext.WatchHandler() {
                                    @Override
                                    public CompletableFuture<byte[]> notified(
                                            long notifier, byte[] payload) {
                                        throw new IllegalStateException("as the test wants");
                                    }

                                    @Override
                                    public void failed(int errno) {}
                                }));
        assertThat(
                        join(context.notifyWatchers("a", new byte[0], Duration.ofSeconds(10)))
                                .acknowledgements())
                .hasSize(1);
        join(watch.unwatch());
    }

    @Test
    void removingAWatchedObjectFailsTheWatch() {
        write(context, "a", new Step.Create(true));
        CompletableFuture<Integer> lost = new CompletableFuture<>();
        ObjectContext.Watch watch =
                join(
                        context.watch(
                                "a",
                                new ObjectContext.WatchHandler() {
                                    @Override
                                    public CompletableFuture<byte[]> notified(
                                            long notifier, byte[] payload) {
                                        return CompletableFuture.completedFuture(new byte[0]);
                                    }

                                    @Override
                                    public void failed(int errno) {
                                        lost.complete(errno);
                                    }
                                }));
        write(context, "a", new Step.Remove());
        assertThat(join(lost)).isPositive();
        join(watch.unwatch());
    }

    @Test
    void namesThatCWouldCutAreRefused() {
        assertThat(write(context, "a\0b", new Step.Create(true))).isEqualTo(-Errno.EINVAL);
        assertThatThrownBy(() -> query(context, "a\0b", new ReadOperation.Step.Stat()))
                .isInstanceOf(ObjectStoreException.class);
    }

    @Test
    void aClosedStoreRefusesEverything() {
        write(context, "a", new Step.Create(true));
        join(store.close());
        assertThat(read(context, "a", 0, buffer("x"))).isEqualTo(-Errno.ESHUTDOWN);
        assertThat(write(context, "a", new Step.Create(false))).isEqualTo(-Errno.ESHUTDOWN);
        assertThatThrownBy(() -> query(context, "a", new ReadOperation.Step.Stat()))
                .isInstanceOf(ObjectStoreException.class);
        assertThatThrownBy(() -> join(context.list(""))).isInstanceOf(ObjectStoreException.class);
        assertThatThrownBy(() -> store.context(store.pools().getFirst(), ""))
                .isInstanceOf(ObjectStoreException.class);
    }

    @Test
    void aPoolThatIsGoneIsAnErrorAndNotAnEmptyImage() {
        SharedCluster.cluster().createPool("doomed");
        RadosStoreSettings settings =
                RadosStoreSettings.of(
                        SharedCluster.cluster().conf(), "admin", List.of("rbd", "doomed"));
        RadosObjectStore both = RadosObjectStore.open(settings);
        ObjectContext doomed = both.context(both.pool("doomed").orElseThrow(), "");
        write(doomed, "a", new Step.Create(true));
        SharedCluster.cluster()
                .ceph("osd", "pool", "delete", "doomed", "doomed", "--yes-i-really-really-mean-it");
        join(((RadosObjectContext) doomed).waitForLatestMap());
        assertThat(read(doomed, "a", 0, buffer("x"))).isEqualTo(-Errno.EIO);
        join(both.close());
    }

    @Test
    void ioContextsAreMadeAgainWhenTheyWereRetired() {
        write(context, "a", new Step.Write(0, List.of(buffer("x"))));
        for (long seq = 1; seq <= IoContexts.MAX_KEPT + 10; seq++) {
            ObjectContext other = context.withSnapContext(new SnapContext(seq, List.of()));
            assertThat(read(other, "a", 0, 1)).isEqualTo(bytes("x"));
        }
        assertThat(read(context, "a", 0, 1)).isEqualTo(bytes("x"));
        assertThat(flush(context)).isZero();
    }

    private ReadOperation.Answer.Omap omap(String object, OmapKey after, OmapKey prefix, int max) {
        return (ReadOperation.Answer.Omap)
                query(context, object, new ReadOperation.Step.OmapList(after, prefix, max));
    }

    private static ObjectContext.WatchHandler handler(List<String> heard, boolean answers) {
        return new ObjectContext.WatchHandler() {
            @Override
            public CompletableFuture<byte[]> notified(long notifier, byte[] payload) {
                String text = new String(payload, StandardCharsets.UTF_8);
                heard.add(text);
                return answers
                        ? CompletableFuture.completedFuture(bytes("got " + text))
                        : new CompletableFuture<>();
            }

            @Override
            public void failed(int errno) {}
        };
    }
}
