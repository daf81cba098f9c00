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

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Self-managed snapshots, as every object store does them alike. Each test of contents runs on a
 * data object, whose first write is hinted, and on one without a hint: stores may keep them apart.
 */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class SnapshotContract extends OpenStore {

    private static final String DATA = "data";
    private static final String RECORD = "record";
    private static final int BIG = 1 << 20;

    private SelfManagedSnaps snaps;
    private final List<Long> known = new ArrayList<>();

    @BeforeEach
    void takeSnapshots() {
        snaps = (SelfManagedSnaps) context;
    }

    /** Takes a snapshot and goes on writing under it. */
    private long snapshot() {
        long snap = join(snaps.createSnap());
        known.addFirst(snap);
        context = context.withSnapContext(new SnapContext(snap, known));
        return snap;
    }

    private void remove(long snap) {
        known.remove(snap);
        context = context.withSnapContext(new SnapContext(latest(), known));
        join(snaps.removeSnap(snap));
    }

    private long latest() {
        return known.isEmpty() ? 0 : known.getFirst();
    }

    private int put(String object, long offset, byte... bytes) {
        return put(context, object, offset, bytes);
    }

    private static int put(ObjectContext context, String object, long offset, byte... bytes) {
        Step data = new Step.Write(offset, List.of(buffer(bytes)));
        return object.startsWith(DATA)
                ? write(context, object, new Step.AllocationHint(BIG, BIG), data)
                : write(context, object, data);
    }

    private byte[] at(long snap, String object) {
        return read(context.withReadSnap(snap), object, 0, BIG);
    }

    private void assertMissingAt(long snap, String object) {
        ObjectContext then = context.withReadSnap(snap);
        assertThat(read(then, object, 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThatThrownBy(() -> query(then, object, new ReadOperation.Step.Stat()))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    private void rollBack(String object, long snap) {
        join(((SelfManagedSnaps) context).rollback(object, snap));
    }

    @Test
    void snapshotIdsGrow() {
        long first = snapshot();
        long second = snapshot();
        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        remove(second);
        assertThat(join(snaps.createSnap())).isGreaterThan(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void aSnapshotSeesWhatWasBeforeTheFirstWriteAfterIt(String object) {
        put(object, 0, bytes("first"));
        long one = snapshot();
        put(object, 0, bytes("2nd"));
        put(object, 6, bytes("more"));
        long two = snapshot();
        long three = snapshot();
        put(object, 1, bytes("-"));
        assertThat(at(one, object)).isEqualTo(bytes("first"));
        assertThat(at(two, object)).isEqualTo(bytes("2ndst\0more"));
        assertThat(at(three, object)).isEqualTo(bytes("2ndst\0more"));
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("2-dst\0more"));
        assertThat(read(context.withReadSnap(two), object, 8, 100)).isEqualTo(bytes("re"));
        assertThat(read(context.withReadSnap(one), object, 8, 100)).isEmpty();
        assertThat(stat(context.withReadSnap(one), object).size()).isEqualTo(5);
        assertThat(stat(context.withReadSnap(two), object).size()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void aSnapshotOfAnObjectThatNobodyWroteSinceSeesTheHead(String object) {
        put(object, 0, bytes("still"));
        long one = snapshot();
        assertThat(at(one, object)).isEqualTo(bytes("still"));
        assertThat(query(context.withReadSnap(one), object, new ReadOperation.Step.Read(1, 3)))
                .isInstanceOfSatisfying(
                        ReadOperation.Answer.Bytes.class,
                        answer -> assertThat(answer.bytes()).isEqualTo(bytes("til")));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void anObjectMadeLaterWasNotThere(String object) {
        long one = snapshot();
        put(object, 0, bytes("new"));
        long two = snapshot();
        put(object, 0, bytes("more"));
        assertMissingAt(one, object);
        assertThat(at(two, object)).isEqualTo(bytes("new"));
        assertThat(join(context.withReadSnap(one).extents(object, 0, 100)))
                .containsExactly(new AllocationExtent(0, 100, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void aRemovedObjectIsReadAtTheSnapshotsThatSawIt(String object) {
        put(object, 0, bytes("kept"));
        long one = snapshot();
        assertThat(write(context, object, new Step.Remove())).isZero();
        long two = snapshot();
        assertThat(at(one, object)).isEqualTo(bytes("kept"));
        assertMissingAt(two, object);
        assertThat(read(context, object, 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThat(write(context, object, new Step.Remove())).isEqualTo(-Errno.ENOENT);
        assertThat(write(context, object, new Step.AssertExists())).isEqualTo(-Errno.ENOENT);
        put(object, 0, bytes("again"));
        long three = snapshot();
        put(object, 0, bytes("x"));
        assertThat(at(one, object)).isEqualTo(bytes("kept"));
        assertMissingAt(two, object);
        assertThat(at(three, object)).isEqualTo(bytes("again"));
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("xgain"));
    }

    @Test
    void omapAndAttributesAreKeptToo() {
        OmapKey key = OmapKey.of("k");
        for (String object : List.of(DATA, RECORD)) {
            put(object, 0, bytes("x"));
            write(
                    context,
                    object,
                    new Step.OmapSet(Map.of(key, bytes("old"), OmapKey.of("gone"), bytes("1"))),
                    new Step.SetXattr("x", bytes("old")));
        }
        long one = snapshot();
        for (String object : List.of(DATA, RECORD)) {
            write(
                    context,
                    object,
                    new Step.OmapClear(),
                    new Step.OmapSet(Map.of(key, bytes("new"))),
                    new Step.SetXattr("x", bytes("new")),
                    new Step.SetXattr("y", bytes("new")));
            ObjectContext then = context.withReadSnap(one);
            assertThat(omap(then, object, "", "", 10).entries())
                    .containsOnlyKeys(key, OmapKey.of("gone"))
                    .containsEntry(key, bytes("old"));
            assertThat(xattrs(then, object)).containsOnlyKeys("x").containsEntry("x", bytes("old"));
            assertThat(omap(context, object, "", "", 10).entries())
                    .containsOnlyKeys(key)
                    .containsEntry(key, bytes("new"));
            assertThat(xattrs(context, object)).containsOnlyKeys("x", "y");
            rollBack(object, one);
            assertThat(omap(context, object, "", "", 10).entries())
                    .containsOnlyKeys(key, OmapKey.of("gone"));
            assertThat(xattrs(context, object)).containsOnlyKeys("x");
        }
    }

    @Test
    void classMethodsReadWhatASnapshotSees() {
        write(context, "id", new Step.Create(true), rbd("set_id", e -> e.string("1f")));
        long one = snapshot();
        write(context, "id", new Step.Truncate(0), rbd("set_id", e -> e.string("2e")));
        assertThat(id(context.withReadSnap(one))).isEqualTo("1f");
        assertThat(id(context)).isEqualTo("2e");
    }

    private static String id(ObjectContext context) {
        return Decoder.decode(exec(context, "id", "rbd", "get_id", _ -> {}), Decoder::string);
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void everyWayToChangeContentKeepsWhatWas(String object) {
        byte[] content = filled(20_000, 7);
        List<Step> changes =
                List.of(
                        new Step.Zero(4095, 8195),
                        new Step.Truncate(15_001),
                        new Step.Truncate(30_000),
                        new Step.WriteFull(List.of(buffer("short"))),
                        new Step.WriteSame(4000, 9000, buffer("abc")),
                        new Step.Write(9_999, List.of(buffer("x"), buffer("yz"))));
        byte[][] expected = {
            content.clone(),
            Arrays.copyOf(content, 15_001),
            Arrays.copyOf(content, 30_000),
            bytes("short"),
            content.clone(),
            content.clone()
        };
        Arrays.fill(expected[0], 4095, 4095 + 8195, (byte) 0);
        for (int i = 0; i < 9000; i++) {
            expected[4][4000 + i] = bytes("abc")[i % 3];
        }
        System.arraycopy(bytes("xyz"), 0, expected[5], 9_999, 3);
        for (int i = 0; i < changes.size(); i++) {
            String name = object + i;
            put(name, 0, content);
            long snap = snapshot();
            assertThat(write(context, name, changes.get(i))).isZero();
            assertThat(at(snap, name)).as("%s", changes.get(i)).isEqualTo(content);
            assertThat(read(context, name, 0, BIG)).isEqualTo(expected[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void whatASnapshotSeesStaysWhenTheHeadIsCutAndGrown(String object) {
        put(object, 0, filled(50_000, 1));
        long one = snapshot();
        write(context, object, new Step.Truncate(10_001));
        write(context, object, new Step.Truncate(40_000));
        byte[] head = new byte[40_000];
        Arrays.fill(head, 0, 10_001, (byte) 1);
        assertThat(read(context, object, 0, BIG)).isEqualTo(head);
        put(object, 30_000, filled(5, 2));
        Arrays.fill(head, 30_000, 30_005, (byte) 2);
        assertThat(read(context, object, 0, BIG)).isEqualTo(head);
        long two = snapshot();
        put(object, 45_000, filled(1, 3));
        assertThat(at(one, object)).isEqualTo(filled(50_000, 1));
        assertThat(at(two, object)).isEqualTo(head);
        byte[] longer = Arrays.copyOf(head, 45_001);
        longer[45_000] = 3;
        assertThat(read(context, object, 0, BIG)).isEqualTo(longer);
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void guardsSeeTheHeadUnderASnapshot(String object) {
        put(object, 0, bytes("abcdef"));
        long one = snapshot();
        assertThat(
                        write(
                                context,
                                object,
                                new Step.CompareExtent(2, List.of(buffer("cdXf"))),
                                new Step.Write(0, List.of(buffer("123")))))
                .isEqualTo(-(Errno.MAX + 2));
        assertThat(read(context, object, 0, 10)).isEqualTo(bytes("abcdef"));
        put(object, 2, bytes("--"));
        assertThat(
                        write(
                                context,
                                object,
                                new Step.AssertExists(),
                                new Step.CompareExtent(1, List.of(buffer("b--ef"))),
                                new Step.Write(0, List.of(buffer("123")))))
                .isZero();
        assertThat(read(context, object, 0, 10)).isEqualTo(bytes("123-ef"));
        assertThat(at(one, object)).isEqualTo(bytes("abcdef"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void aStaleContextKeepsNothingAgainAndHarmsNothing(String object) {
        put(object, 0, bytes("zero"));
        long one = snapshot();
        ObjectContext stale = context;
        put(object, 0, bytes("one!"));
        long two = snapshot();
        put(object, 0, bytes("two!"));
        assertThat(put(stale, object, 0, bytes("late"))).isZero();
        ObjectContext empty = context.withSnapContext(SnapContext.EMPTY);
        assertThat(put(empty, object, 3, bytes("r"))).isZero();
        assertThat(at(one, object)).isEqualTo(bytes("zero"));
        assertThat(at(two, object)).isEqualTo(bytes("one!"));
        assertThat(read(context, object, 0, 10)).isEqualTo(bytes("latr"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void aWriteUnderNoSnapshotsIsSeenBySnapshotsThatNoWriteHasKnown(String object) {
        ObjectContext empty = context;
        long one = snapshot();
        assertThat(put(empty, object, 0, bytes("copied up"))).isZero();
        assertThat(at(one, object)).isEqualTo(bytes("copied up"));
        put(object, 0, bytes("changed"));
        assertThat(at(one, object)).isEqualTo(bytes("copied up"));
        assertThat(read(context, object, 0, 20)).isEqualTo(bytes("changedup"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void removedSnapshotsLeaveTheOthersAsTheyWere(String object) {
        put(object, 0, filled(30_000, 1));
        List<Long> all = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            contents.add(read(context, object, 0, BIG));
            all.add(snapshot());
            if (i % 3 != 0) {
                put(object, i * 3_000L, filled(5_000, 2 + i));
            }
        }
        byte[] head = read(context, object, 0, BIG);
        for (int i : new int[] {3, 0, 7, 5, 4}) {
            remove(all.get(i));
            assertMissingAt(all.get(i), object);
            all.set(i, 0L);
            for (int j = 0; j < all.size(); j++) {
                if (all.get(j) != 0) {
                    assertThat(at(all.get(j), object)).as("%d", j).isEqualTo(contents.get(j));
                }
            }
            assertThat(read(context, object, 0, BIG)).isEqualTo(head);
        }
    }

    @Test
    void randomWorkIsSeenByEverySnapshotAsItWas() {
        long seed = Long.getLong("seed", new Random().nextLong());
        SnapshotModel model =
                new SnapshotModel(
                        context, new Random(seed), List.of("data1", "data2", "record1"), 5);
        for (int i = 0; i < 200; i++) {
            model.step();
        }
        model.verify(context, "seed " + seed);
    }

    @Test
    void onlySnapshotsThatWereMadeCanBeRemoved() {
        long one = snapshot();
        remove(one);
        join(snaps.removeSnap(one));
        assertThatThrownBy(() -> join(snaps.removeSnap(one + 1000)))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void aContextThatStillNamesARemovedSnapshotPreservesNothingForIt() {
        put(DATA, 0, bytes("before"));
        long one = snapshot();
        ObjectContext late = context;
        remove(one);
        assertThat(put(late, DATA, 0, bytes("after-"))).isZero();
        assertMissingAt(one, DATA);
        assertThat(read(context, DATA, 0, 10)).isEqualTo(bytes("after-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void rollbackMakesTheHeadWhatItWas(String object) {
        put(object, 0, bytes("first"));
        long one = snapshot();
        put(object, 3, bytes("second"));
        long two = snapshot();
        put(object, 0, bytes("third"));
        rollBack(object, one);
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("first"));
        assertThat(stat(context, object).size()).isEqualTo(5);
        put(object, 0, bytes("F"));
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("First"));
        assertThat(at(one, object)).isEqualTo(bytes("first"));
        assertThat(at(two, object)).isEqualTo(bytes("firsecond"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void rollbackKeepsTheHeadForASnapshotThatNoWriteHasKnown(String object) {
        put(object, 0, bytes("first"));
        long one = snapshot();
        put(object, 0, bytes("2"));
        long two = snapshot();
        rollBack(object, one);
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("first"));
        assertThat(at(two, object)).isEqualTo(bytes("2irst"));
        assertThat(at(one, object)).isEqualTo(bytes("first"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void rollbackToWhatTheHeadStillIsChangesNothing(String object) {
        put(object, 0, bytes("same"));
        long one = snapshot();
        rollBack(object, one);
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("same"));
        put(object, 0, bytes("else"));
        assertThat(at(one, object)).isEqualTo(bytes("same"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void rollbackRemovesWhatWasNotThere(String object) {
        long one = snapshot();
        rollBack(object, one);
        put(object, 0, bytes("new"));
        long two = snapshot();
        rollBack(object, one);
        assertThat(read(context, object, 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
        assertThat(at(two, object)).isEqualTo(bytes("new"));
        assertMissingAt(one, object);
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, RECORD})
    void rollbackBringsARemovedObjectBack(String object) {
        put(object, 0, bytes("was"));
        long one = snapshot();
        write(context, object, new Step.Remove());
        long two = snapshot();
        rollBack(object, one);
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("was"));
        assertMissingAt(two, object);
        remove(one);
        assertThat(read(context, object, 0, 100)).isEqualTo(bytes("was"));
    }

    @Test
    void snapshotsAreReadOnly() {
        put(DATA, 0, bytes("x"));
        long one = snapshot();
        assertThat(put(context.withReadSnap(one), DATA, 0, bytes("y"))).isEqualTo(-Errno.EROFS);
        assertThat(at(one, DATA)).isEqualTo(bytes("x"));
    }

    @Test
    void snapContextsOutOfOrderAreRefused() {
        for (SnapContext wrong :
                List.of(
                        new SnapContext(3, List.of(2L, 3L)),
                        new SnapContext(3, List.of(3L, 3L)),
                        new SnapContext(2, List.of(3L)))) {
            assertThat(put(context.withSnapContext(wrong), DATA, 0, bytes("x")))
                    .isEqualTo(-Errno.EINVAL);
        }
        assertThat(read(context, DATA, 0, buffer("x"))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void tellsWhichPartsTookStorageThen() {
        put(DATA, BIG / 2, filled(BIG / 4, 1));
        long one = snapshot();
        put(DATA, 0, filled(BIG / 4, 2));
        write(context, DATA, new Step.Zero(BIG / 2, BIG / 4));
        List<AllocationExtent> then = join(context.withReadSnap(one).extents(DATA, 0, BIG));
        assertCovers(then);
        assertThat(allocatedAt(then, BIG / 2)).isTrue();
        assertThat(allocatedAt(then, BIG / 2 + BIG / 4 - 1)).isTrue();
        List<AllocationExtent> now = join(context.extents(DATA, 0, BIG));
        assertCovers(now);
        assertThat(allocatedAt(now, 0)).isTrue();
        assertThat(allocatedAt(now, BIG / 4 - 1)).isTrue();
        if (tellsAllocation()) {
            assertThat(allocatedAt(then, 0)).isFalse();
            assertThat(allocatedAt(now, BIG / 2 + BIG / 8)).isFalse();
        }
    }

    /** Whether the store tells what an object takes; else its size stands for that. */
    protected boolean tellsAllocation() {
        return true;
    }

    private static void assertCovers(List<AllocationExtent> extents) {
        long end = 0;
        for (AllocationExtent extent : extents) {
            assertThat(extent.byteOffset()).isEqualTo(end);
            end += extent.byteCount();
        }
        assertThat(end).isEqualTo(BIG);
    }

    static boolean allocatedAt(List<AllocationExtent> extents, long offset) {
        return extents.stream()
                .filter(e -> e.byteOffset() <= offset && offset < e.byteOffset() + e.byteCount())
                .anyMatch(AllocationExtent::allocated);
    }

    @Test
    void listsWhatIsThereNowWhateverTheReadSnapshot() {
        put("data.old", 0, bytes("x"));
        put("data.gone", 0, bytes("x"));
        long one = snapshot();
        put("data.new", 0, bytes("x"));
        write(context, "data.gone", new Step.Remove());
        // An OSD lists a removed object until no snapshot sees it any more.
        for (ObjectContext each : List.of(context, context.withReadSnap(one))) {
            assertThat(join(each.list("data.")))
                    .contains("data.old", "data.new")
                    .isSubsetOf("data.old", "data.new", "data.gone");
        }
    }
}
