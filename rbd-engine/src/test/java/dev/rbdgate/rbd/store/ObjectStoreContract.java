package dev.rbdgate.rbd.store;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.bytes;
import static dev.rbdgate.rbd.store.StoreCalls.exec;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.query;
import static dev.rbdgate.rbd.store.StoreCalls.rbd;
import static dev.rbdgate.rbd.store.StoreCalls.read;
import static dev.rbdgate.rbd.store.StoreCalls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every object store does alike. A store's test class extends this and opens the store. */
public abstract class ObjectStoreContract extends SnapshotContract {

    private static final int BIG = 4 << 20;

    @Test
    void readsWhatWasWritten() {
        assertThat(write(context, "a", new Step.Write(3, List.of(buffer("hello"))))).isZero();
        assertThat(read(context, "a", 0, 100)).isEqualTo(bytes("\0\0\0hello"));
        assertThat(read(context, "a", 4, 2)).isEqualTo(bytes("el"));
        assertThat(read(context, "a", 8, 5)).isEmpty();
        assertThat(read(context, "a", 1000, 5)).isEmpty();
    }

    @Test
    void scattersAReadAndGathersAWriteAndLeavesPositionsAlone() {
        ByteBuffer first = buffer("..abc..").position(2).limit(5);
        ByteBuffer second = buffer("defg");
        assertThat(write(context, "a", new Step.Write(0, List.of(first, second)))).isZero();
        assertThat(first.position()).isEqualTo(2);
        assertThat(first.limit()).isEqualTo(5);
        ByteBuffer left = buffer("--");
        ByteBuffer right = buffer("----------");
        assertThat(read(context, "a", 0, left, right)).isEqualTo(7);
        assertThat(left).isEqualTo(buffer("ab"));
        assertThat(right).isEqualTo(buffer("cdefg-----"));
    }

    @Test
    void aMissingObjectIsNotReadTruncatedZeroedOrRemoved() {
        assertThat(read(context, "none", 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThat(write(context, "none", new Step.Zero(0, 10))).isZero();
        assertThat(write(context, "none", new Step.Truncate(10))).isZero();
        assertThat(write(context, "none", new Step.Remove())).isEqualTo(-Errno.ENOENT);
        assertThat(write(context, "none", new Step.AssertExists())).isEqualTo(-Errno.ENOENT);
        assertThat(read(context, "none", 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThatThrownBy(() -> query(context, "none", new ReadOperation.Step.Stat()))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void createMakesAnEmptyObjectOnce() {
        assertThat(write(context, "a", new Step.Create(true))).isZero();
        assertThat(read(context, "a", 0, 1)).isEmpty();
        assertThat(write(context, "a", new Step.Create(true))).isEqualTo(-Errno.EEXIST);
        assertThat(write(context, "a", new Step.Create(false))).isZero();
    }

    @Test
    void anAtomicWriteWritesWhereTheStoreOffersIt() {
        write(context, "a", new Step.Write(0, List.of(buffer("abcdef"))));
        int result =
                write(context, "a", new Step.AtomicWrite(2, List.of(buffer("CD"), buffer("E"))));
        boolean offered = store.atomicWriteBytes() > 0;
        assertThat(result).isEqualTo(offered ? 0 : -Errno.EOPNOTSUPP);
        assertThat(read(context, "a", 0, 10)).isEqualTo(bytes(offered ? "abCDEf" : "abcdef"));
        assertThat(Integer.bitCount(store.atomicWriteBytes())).isLessThanOrEqualTo(1);
    }

    @Test
    void writeFullReplacesTheContentAndKeepsTheOmap() {
        OmapKey key = OmapKey.of("k");
        write(context, "a", new Step.Write(0, List.of(buffer("a long content"))));
        write(context, "a", new Step.OmapSet(Map.of(key, new byte[] {1})));
        write(context, "a", new Step.WriteFull(List.of(buffer("sh"), buffer("ort"))));
        assertThat(read(context, "a", 0, 100)).isEqualTo(bytes("short"));
        assertThat(omap(context, "a", "", "", 10).entries()).containsOnlyKeys(key);
    }

    @Test
    void writeSameRepeatsThePattern() {
        assertThat(write(context, "a", new Step.WriteSame(2, 9, buffer("abc")))).isZero();
        assertThat(read(context, "a", 0, 100)).isEqualTo(bytes("\0\0abcabcabc"));
    }

    @Test
    void zeroAndTruncateCutBytesOfAnyAlignment() {
        byte[] content = new byte[20_000];
        Arrays.fill(content, (byte) 7);
        write(context, "a", new Step.Write(0, List.of(buffer(content))));
        write(context, "a", new Step.Zero(4095, 8195));
        Arrays.fill(content, 4095, 4095 + 8195, (byte) 0);
        assertThat(read(context, "a", 0, 30_000)).isEqualTo(content);
        write(context, "a", new Step.Zero(19_999, 1000));
        content[19_999] = 0;
        // An OSD cuts the object there instead, which reads the same.
        assertThat(Arrays.copyOf(read(context, "a", 0, 30_000), content.length)).isEqualTo(content);
        write(context, "a", new Step.Truncate(15_001));
        assertThat(read(context, "a", 0, 30_000)).isEqualTo(Arrays.copyOf(content, 15_001));
        write(context, "a", new Step.Truncate(20_000));
        Arrays.fill(content, 15_001, 20_000, (byte) 0);
        assertThat(read(context, "a", 0, 30_000)).isEqualTo(content);
    }

    @Test
    void compareExtentTellsTheFirstDifferenceAndChangesNothing() {
        write(context, "a", new Step.Write(0, List.of(buffer("abcdef"))));
        assertThat(
                        write(
                                context,
                                "a",
                                new Step.CompareExtent(2, List.of(buffer("cdXf"))),
                                new Step.Write(2, List.of(buffer("1234")))))
                .isEqualTo(-(Errno.MAX + 2));
        assertThat(read(context, "a", 0, 10)).isEqualTo(bytes("abcdef"));
        assertThat(
                        write(
                                context,
                                "a",
                                new Step.CompareExtent(
                                        2, List.of(buffer("cd"), buffer((byte) 'e', (byte) 'f'))),
                                new Step.Write(2, List.of(buffer("1234")))))
                .isZero();
        assertThat(read(context, "a", 0, 10)).isEqualTo(bytes("ab1234"));
    }

    @Test
    void compareExtentTakesMissingBytesForZeros() {
        write(context, "a", new Step.Write(0, List.of(buffer("ab"))));
        Step ends = new Step.CompareExtent(1, List.of(buffer((byte) 'b', (byte) 0, (byte) 0)));
        assertThat(write(context, "a", ends)).isZero();
        Step more = new Step.CompareExtent(1, List.of(buffer((byte) 'b', (byte) 0, (byte) 1)));
        assertThat(write(context, "a", more)).isEqualTo(-(Errno.MAX + 2));
        Step absent = new Step.CompareExtent(0, List.of(buffer((byte) 0)));
        assertThat(write(context, "none", absent, new Step.Write(0, List.of(buffer("x")))))
                .isZero();
        assertThat(read(context, "none", 0, 10)).isEqualTo(bytes("x"));
    }

    @Test
    void aRefusedStepUndoesTheStepsBeforeIt() {
        OmapKey key = OmapKey.of("k");
        write(context, "a", new Step.Write(0, List.of(buffer("old"))));
        int result =
                write(
                        context,
                        "a",
                        new Step.Write(0, List.of(buffer("new"))),
                        new Step.SetXattr("x", new byte[] {1}),
                        new Step.OmapSet(Map.of(key, new byte[] {1})),
                        rbd("no_such_method", _ -> {}));
        assertThat(result).isEqualTo(-Errno.EOPNOTSUPP);
        assertThat(read(context, "a", 0, 10)).isEqualTo(bytes("old"));
        assertThat(omap(context, "a", "", "", 10).entries()).isEmpty();
        assertThat(xattrs(context, "a")).isEmpty();
        assertThat(
                        write(
                                context,
                                "b",
                                new Step.Create(true),
                                new Step.Write(0, List.of(buffer("x"))),
                                rbd("no_such_method", _ -> {})))
                .isEqualTo(-Errno.EOPNOTSUPP);
        assertThat(read(context, "b", 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void removeTakesContentOmapAndAttributes() {
        write(
                context,
                "a",
                new Step.Write(0, List.of(buffer("old"))),
                new Step.SetXattr("x", new byte[] {1}),
                new Step.OmapSet(Map.of(OmapKey.of("k"), new byte[] {1})));
        assertThat(write(context, "a", new Step.Remove())).isZero();
        assertThat(write(context, "a", new Step.Create(true))).isZero();
        assertThat(read(context, "a", 0, 10)).isEmpty();
        assertThat(omap(context, "a", "", "", 10).entries()).isEmpty();
        assertThat(xattrs(context, "a")).isEmpty();
    }

    @Test
    void theVersionGrowsWithEveryChangeAndGuardsOne() {
        write(context, "a", new Step.Write(0, List.of(buffer("1"))));
        long first = stat(context, "a").version();
        write(context, "a", new Step.OmapSet(Map.of(OmapKey.of("k"), new byte[] {1})));
        long second = stat(context, "a").version();
        assertThat(second).isGreaterThan(first);
        assertThat(write(context, "a", new Step.AssertVersion(first), new Step.Truncate(0)))
                .isEqualTo(-Errno.ERANGE);
        assertThat(write(context, "a", new Step.AssertVersion(second + 1000)))
                .isEqualTo(-Errno.EOVERFLOW);
        assertThat(write(context, "a", new Step.AssertVersion(second), new Step.Truncate(0)))
                .isZero();
        assertThat(stat(context, "a").size()).isZero();
    }

    @Test
    void listsTheOmapByUnsignedBytesAfterAKeyWithAPrefix() {
        OmapKey high = OmapKey.of(new byte[] {'p', (byte) 0xFF, 0});
        write(
                context,
                "a",
                new Step.OmapSet(
                        Map.of(
                                OmapKey.of("a"),
                                new byte[] {1},
                                OmapKey.of("p"),
                                new byte[] {2},
                                OmapKey.of("pb"),
                                new byte[] {3},
                                high,
                                new byte[0],
                                OmapKey.of("q"),
                                new byte[] {5})));
        Answer.Omap page = omap(context, "a", "", "p", 2);
        assertThat(page.entries().keySet()).containsExactly(OmapKey.of("p"), OmapKey.of("pb"));
        assertThat(page.more()).isTrue();
        Answer.Omap rest = omap(context, "a", "pb", "p", 2);
        assertThat(rest.entries()).containsOnlyKeys(high);
        assertThat(rest.entries().get(high)).isEmpty();
        assertThat(rest.more()).isFalse();
        write(context, "a", new Step.OmapRemove(List.of(high, OmapKey.of("absent"))));
        assertThat(omap(context, "a", "pb", "p", 2).entries()).isEmpty();
        write(context, "a", new Step.OmapClear());
        assertThat(omap(context, "a", "", "", 10).entries()).isEmpty();
    }

    @Test
    void keepsAttributes() {
        write(context, "a", new Step.SetXattr("x", new byte[] {1, 2}));
        write(context, "a", new Step.SetXattr("y", new byte[0]), new Step.RemoveXattr("x"));
        assertThat(xattrs(context, "a")).containsOnlyKeys("y");
    }

    @Test
    void classMethodsSeeTheObjectAsItWasAndItsExistenceAsItIs() {
        assertThat(write(context, "i", new Step.Create(true), rbd("set_id", e -> e.string("1f"))))
                .isZero();
        byte[] id = exec(context, "i", "rbd", "get_id", _ -> {});
        assertThat(Decoder.decode(id, Decoder::string)).isEqualTo("1f");
        assertThat(
                        write(
                                context,
                                "d",
                                rbd("dir_add_image", e -> e.string("one").string("1")),
                                rbd("dir_add_image", e -> e.string("one").string("2"))))
                .isZero();
    }

    @Test
    void aRefusingClassMethodFailsItsQueryAlone() {
        write(context, "a", new Step.Create(true));
        List<Answer> answers =
                join(
                        context.query(
                                "a",
                                ReadOperation.of(
                                        new ReadOperation.Step.Exec("rbd", "get_id", new byte[0]),
                                        new ReadOperation.Step.Stat(),
                                        new ReadOperation.Step.Exec(
                                                "rbd", "get_size", new byte[0]))));
        assertThat(answers.get(0)).isEqualTo(new Answer.Failed(Errno.ENOENT));
        assertThat(answers.get(1)).isInstanceOf(Answer.Stat.class);
        assertThat(answers.get(2)).isEqualTo(new Answer.Failed(Errno.EINVAL));
    }

    @Test
    void operationsOnOneObjectTakeEffectInOrder() {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Integer> result = new CompletableFuture<>();
            Step step = new Step.Write(i % 7, List.of(buffer((byte) i, (byte) i)));
            context.write("a", WriteOperation.cached(step), result::complete);
            results.add(result);
        }
        results.forEach(result -> assertThat(join(result)).isZero());
        byte[] expected = new byte[8];
        IntStream.range(0, 200)
                .forEach(i -> {
                    expected[i % 7] = (byte) i;
                    expected[i % 7 + 1] = (byte) i;
                });
        assertThat(read(context, "a", 0, 8)).isEqualTo(expected);
    }

    @Test
    void tellsWhichPartsTakeStorage() {
        assertThat(join(context.extents("none", 100, 1000)))
                .containsExactly(new AllocationExtent(100, 1000, false));
        write(context, "a", new Step.AllocationHint(BIG, BIG));
        write(context, "a", new Step.Write(1 << 20, List.of(buffer(filled(1 << 20, 1)))));
        write(context, "a", new Step.Write(3 << 20, List.of(buffer(filled(1 << 20, 1)))));
        List<AllocationExtent> extents = join(context.extents("a", 0, BIG));
        assertThat(extents.getFirst().byteOffset()).isZero();
        long end = 0;
        for (AllocationExtent extent : extents) {
            assertThat(extent.byteOffset()).isEqualTo(end);
            end += extent.byteCount();
        }
        assertThat(end).isEqualTo(BIG);
        assertThat(allocatedAt(extents, 1 << 20)).isTrue();
        assertThat(allocatedAt(extents, (4 << 20) - 1)).isTrue();
        assertThat(stat(context, "a").allocatedBytes()).isGreaterThanOrEqualTo(2 << 20);
    }

    @Test
    void zeroingGivesStorageBack() {
        assumeThat(tellsAllocation()).isTrue();
        write(context, "a", new Step.Write(0, List.of(buffer(filled(BIG, 1)))));
        long full = stat(context, "a").allocatedBytes();
        write(context, "a", new Step.Zero(0, BIG / 2));
        assertThat(stat(context, "a").allocatedBytes()).isLessThanOrEqualTo(full / 2 + (64 << 10));
        assertThat(stat(context, "a").size()).isEqualTo(BIG);
    }

    @Test
    void listsObjectsOfItsNamespaceByPrefix() {
        ObjectContext other = store.context(store.pools().getFirst(), namespace + "b");
        write(context, "data.1", new Step.Create(true));
        write(context, "data.2", new Step.Create(true));
        write(context, "header", new Step.Create(true));
        write(other, "data.3", new Step.Create(true));
        write(context, "data.2", new Step.Remove());
        assertThat(join(context.list("data."))).containsExactly("data.1");
        assertThat(join(other.list(""))).containsExactly("data.3");
    }

    @Test
    void notifiesWatchersAndReturnsTheirAnswers() {
        write(context, "a", new Step.Create(true));
        List<String> heard = new ArrayList<>();
        ObjectContext.Watch watch =
                join(
                        context.watch(
                                "a",
                                new ObjectContext.WatchHandler() {
                                    @Override
                                    public CompletableFuture<byte[]> notified(
                                            long notifier, byte[] payload) {
                                        heard.add(new String(payload, StandardCharsets.UTF_8));
                                        return CompletableFuture.completedFuture(new byte[] {9});
                                    }

                                    @Override
                                    public void failed(int errno) {}
                                }));
        ObjectContext.NotifyResult result =
                join(context.notifyWatchers("a", bytes("news"), Duration.ofSeconds(10)));
        assertThat(heard).containsExactly("news");
        assertThat(result.timeouts()).isEmpty();
        assertThat(result.acknowledgements())
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.watcher())
                            .isEqualTo(
                                    new ObjectContext.Watcher(
                                            context.instanceId(), watch.handle()));
                    assertThat(answer.payload()).containsExactly(9);
                });
        join(watch.unwatch());
        assertThat(
                        join(context.notifyWatchers("a", new byte[0], Duration.ofSeconds(10)))
                                .acknowledgements())
                .isEmpty();
        assertThatThrownBy(() ->
                        join(
                                context.watch(
                                        "none",
                                        new ObjectContext.WatchHandler() {
                                            @Override
                                            public CompletableFuture<byte[]> notified(
                                                    long notifier, byte[] payload) {
                                                throw new AssertionError();
                                            }

                                            @Override
                                            public void failed(int errno) {}
                                        })))
                .isInstanceOf(ObjectStoreException.class);
    }
}
