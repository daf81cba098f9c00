package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Crashes at every step of what is done with snapshots and clones. */
final class CloneCrashTest {

    private static final int OBJECT = 16 << 10;
    private static final int SIZE = 8 * OBJECT;
    private static final ImageName BASE = new ImageName("rbd", "", "base");
    private static final ImageName CLONE = new ImageName("rbd", "", "clone");

    /** More than any of these operations has. */
    private static final int MAX_WRITES = 120;

    /** So that no two have made images of one id. */
    private static int processes;

    private static Images images(MemoryObjectStore store) {
        return new Images(store, new Random(processes++));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /**
     * Cuts an operation after each number of writes, and looks at what another process finds: after
     * a kill, and after power loss.
     *
     * @param check given whether the operation had ended
     */
    private static void cut(
            Consumer<Images> before,
            Consumer<Images> operation,
            BiConsumer<MemoryObjectStore, Boolean> check) {
        for (UnaryOperator<MemoryObjectStore> crash :
                List.<UnaryOperator<MemoryObjectStore>>of(
                        MemoryObjectStore::afterKill, MemoryObjectStore::afterPowerLoss)) {
            boolean ended = false;
            for (int writes = 0; !ended; writes++) {
                assertThat(writes).isLessThan(MAX_WRITES);
                MemoryObjectStore store = new MemoryObjectStore();
                before.accept(images(store));
                int[] left = {writes};
                store.failWrites((_, _) -> left[0]-- > 0 ? 0 : -Errno.EIO);
                try {
                    operation.accept(images(store));
                    ended = left[0] >= 0;
                } catch (ImageException failed) {
                    assertThat(failed.reason()).isEqualTo(ImageException.Reason.FAILED);
                }
                check.accept(crash.apply(store), ended);
            }
        }
    }

    /** Two objects of ones, snapshot "one", then some twos and a hole, and snapshot "two". */
    private static void base(Images images) {
        join(images.create(new ImageSpec(BASE, SIZE, OBJECT, 0, 0, Feature.DEFAULTS)));
        Image image = join(images.open(BASE));
        new Device(image).write(0, filled(3 * OBJECT, 1));
        join(images.snapshots().create(BASE, "one"));
        new Device(image).write(OBJECT, filled(OBJECT, 2));
        new Device(image).unmap(2 * OBJECT, OBJECT);
        join(images.snapshots().create(BASE, "two"));
        new Device(image).write(5 * OBJECT, filled(10, 3));
        join(image.close());
    }

    private static byte[] one() {
        return Arrays.copyOf(filled(3 * OBJECT, 1), SIZE);
    }

    private static byte[] two() {
        byte[] bytes = one();
        Arrays.fill(bytes, OBJECT, 2 * OBJECT, (byte) 2);
        Arrays.fill(bytes, 2 * OBJECT, 3 * OBJECT, (byte) 0);
        return bytes;
    }

    private static byte[] head() {
        byte[] bytes = two();
        Arrays.fill(bytes, 5 * OBJECT, 5 * OBJECT + 10, (byte) 3);
        return bytes;
    }

    private static byte[] read(Images images, ImageName name) {
        Image image = join(images.open(name));
        byte[] bytes = new Device(image).read(0, (int) image.sizeBytes());
        join(image.close());
        return bytes;
    }

    private static byte[] read(Images images, ImageName name, String snapshot) {
        Image image = join(images.openSnapshot(name, snapshot));
        byte[] bytes = new Device(image).read(0, (int) image.sizeBytes());
        join(image.close());
        return bytes;
    }

    private static List<String> snapshots(Images images, ImageName name) {
        return join(images.snapshots().list(name)).stream().map(Snapshot::name).toList();
    }

    /** Maps are right, and all can be removed with nothing left. */
    private static void checkAndClear(MemoryObjectStore store, ImageName... leavesFirst) {
        Images images = images(store);
        for (ImageName name : leavesFirst) {
            join(join(images.open(name)).close());
            ObjectMapTruth.check(store, name);
            for (String snapshot : snapshots(images, name)) {
                join(images.snapshots().setProtected(name, snapshot, false));
                join(images.snapshots().delete(name, snapshot, _ -> {}));
            }
            join(images.delete(name, _ -> {}));
        }
        assertThat(store.names("")).isSubsetOf("rbd_directory", "rbd_info", "rbd_children");
        assertThat(join(images.list("rbd", ""))).isEmpty();
    }

    @Test
    void aSnapshotWasTakenOrNot() {
        cut(
                CloneCrashTest::base,
                images -> join(images.snapshots().create(BASE, "three")),
                (store, ended) -> {
                    Images images = images(store);
                    assertThat(read(images, BASE)).isEqualTo(head());
                    Image image = join(images.open(BASE));
                    new Device(image).write(0, filled(SIZE, 9));
                    join(image.close());
                    List<String> found = snapshots(images, BASE);
                    assertThat(found).startsWith("one", "two");
                    if (ended || found.size() == 3) {
                        assertThat(read(images, BASE, "three")).isEqualTo(head());
                    }
                    assertThat(read(images, BASE, "one")).isEqualTo(one());
                    assertThat(read(images, BASE, "two")).isEqualTo(two());
                    checkAndClear(store, BASE);
                });
    }

    @Test
    void aSnapshotWasRemovedOrNotOrIsBeingRemoved() {
        cut(
                CloneCrashTest::base,
                images -> join(images.snapshots().delete(BASE, "one", _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    assertThat(read(images, BASE)).isEqualTo(head());
                    assertThat(read(images, BASE, "two")).isEqualTo(two());
                    List<String> found = snapshots(images, BASE);
                    if (found.size() == 2) {
                        assertThat(ended).isFalse();
                        assertThat(read(images, BASE, "one")).isEqualTo(one());
                    } else {
                        assertThat(found).containsExactly("two");
                        assertThat(join(images.header(BASE)).snapshots()).hasSize(1);
                    }
                    checkAndClear(store, BASE);
                });
    }

    @Test
    void aRollbackHasNotBegunOrIsFinished() {
        cut(
                images -> {
                    base(images);
                    join(images.resize(BASE, 2L * SIZE, false));
                },
                images -> join(images.snapshots().rollback(BASE, "one", _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    byte[] bytes = read(images, BASE);
                    assertThat(bytes).isIn(one(), Arrays.copyOf(head(), 2 * SIZE));
                    assertThat(ended && bytes.length > SIZE).isFalse();
                    assertThat(read(images, BASE, "two")).isEqualTo(two());
                    assertThat(store.names(""))
                            .noneMatch(name -> name.startsWith("rbdgate_rollback"));
                    checkAndClear(store, BASE);
                });
    }

    @Test
    void protectionAndNamesChangeOrNot() {
        cut(
                CloneCrashTest::base,
                images -> {
                    join(images.snapshots().setProtected(BASE, "one", true));
                    join(images.snapshots().setProtected(BASE, "one", false));
                    join(images.snapshots().rename(BASE, "one", "uno"));
                },
                (store, _) -> {
                    assertThat(snapshots(images(store), BASE)).contains("two").hasSize(2);
                    checkAndClear(store, BASE);
                });
    }

    @Test
    void aCloneWasMadeOrIsDoneAgain() {
        cut(
                CloneCrashTest::base,
                images -> join(images.clones().create(CloneSpec.of(BASE, "two", CLONE))),
                (store, ended) -> {
                    Images images = images(store);
                    boolean whole = exists(images, CLONE);
                    assertThat(ended && !whole).isFalse();
                    if (!whole) {
                        join(images.clones().create(CloneSpec.of(BASE, "two", CLONE)));
                    }
                    assertThat(read(images, CLONE)).isEqualTo(two());
                    assertThat(join(images.clones().children(BASE, Optional.of("two"))))
                            .containsExactly(CLONE);
                    checkAndClear(store, CLONE, BASE);
                });
    }

    private static boolean exists(Images images, ImageName name) {
        try {
            join(images.info(name));
            return true;
        } catch (ImageException missing) {
            assertThat(missing.reason()).isEqualTo(ImageException.Reason.NOT_FOUND);
            return false;
        }
    }

    /** A clone with a snapshot "own" of what it shows, and some data of its own. */
    private static void cloned(Images images, Set<Feature> features) {
        base(images);
        CloneSpec same = CloneSpec.of(BASE, "two", CLONE);
        join(
                images.clones()
                        .create(
                                new CloneSpec(
                                        BASE,
                                        "two",
                                        CLONE,
                                        same.objectBytes(),
                                        same.stripeUnitBytes(),
                                        same.stripeCount(),
                                        Optional.of(features))));
        join(images.snapshots().create(CLONE, "own"));
        Image clone = join(images.open(CLONE));
        new Device(clone).write(5, filled(10, 7));
        join(clone.close());
    }

    private static byte[] clonedHead() {
        byte[] bytes = two();
        Arrays.fill(bytes, 5, 15, (byte) 7);
        return bytes;
    }

    @Test
    void aFlattenGoesOn() {
        cut(
                images -> cloned(images, Feature.DEFAULTS),
                images -> join(images.clones().flatten(CLONE, _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    assertThat(read(images, CLONE)).isEqualTo(clonedHead());
                    assertThat(read(images, CLONE, "own")).isEqualTo(two());
                    boolean hangs = join(images.info(CLONE)).parent().isPresent();
                    assertThat(ended && hangs).isFalse();
                    assertThat(join(images.clones().children(BASE, Optional.empty())).isEmpty())
                            .isEqualTo(!hangs);
                    if (hangs) {
                        join(images.clones().flatten(CLONE, _ -> {}));
                    }
                    checkAndClear(store, BASE, CLONE);
                });
    }

    @Test
    void writesOfACloneHaveHappenedOrNot() {
        cut(
                images -> cloned(images, Feature.DEFAULTS),
                images -> {
                    Image clone = join(images.open(CLONE));
                    Device.wait(c ->
                            clone.write(
                                    OBJECT + 5,
                                    List.of(Device.direct(filled(10, 8))),
                                    Durability.DURABLE,
                                    c));
                    Device.wait(c -> clone.unmap(OBJECT, OBJECT, Durability.DURABLE, c));
                    join(clone.close());
                },
                (store, ended) -> {
                    Images images = images(store);
                    byte[] bytes = read(images, CLONE);
                    byte[] written = clonedHead();
                    Arrays.fill(written, OBJECT + 5, OBJECT + 15, (byte) 8);
                    byte[] unmapped = clonedHead();
                    Arrays.fill(unmapped, OBJECT, 2 * OBJECT, (byte) 0);
                    assertThat(bytes).isIn(clonedHead(), written, unmapped);
                    assertThat(ended && !Arrays.equals(bytes, unmapped)).isFalse();
                    assertThat(read(images, CLONE, "own")).isEqualTo(two());
                });
    }

    /** A clone whose snapshot was removed under it. */
    private static void hanging(Images images) {
        cloned(images, Feature.DEFAULTS);
        join(images.snapshots().delete(BASE, "two", _ -> {}));
        assertThat(snapshots(images, BASE)).containsExactly("one");
        assertThat(read(images, CLONE)).isEqualTo(clonedHead());
    }

    private static void checkSnapshotGone(Images images) {
        join(join(images.open(BASE)).close());
        assertThat(join(images.header(BASE)).snapshots()).hasSize(1);
        assertThat(read(images, BASE, "one")).isEqualTo(one());
        assertThat(read(images, BASE)).isEqualTo(head());
    }

    @Test
    void flatteningTheLastCloneOfARemovedSnapshotRemovesIt() {
        cut(
                CloneCrashTest::hanging,
                images -> join(images.clones().flatten(CLONE, _ -> {})),
                (store, _) -> {
                    Images images = images(store);
                    assertThat(read(images, CLONE)).isEqualTo(clonedHead());
                    if (join(images.info(CLONE)).parent().isPresent()) {
                        join(images.clones().flatten(CLONE, _ -> {}));
                    }
                    checkSnapshotGone(images);
                    checkAndClear(store, BASE, CLONE);
                });
    }

    @Test
    void deletingTheLastCloneOfARemovedSnapshotRemovesIt() {
        cut(
                images -> {
                    hanging(images);
                    join(images.snapshots().delete(CLONE, "own", _ -> {}));
                },
                images -> join(images.delete(CLONE, _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    boolean listed = join(images.list("rbd", "")).contains(CLONE);
                    assertThat(ended && listed).isFalse();
                    if (listed) {
                        join(images.delete(CLONE, _ -> {}));
                    }
                    checkSnapshotGone(images);
                    checkAndClear(store, BASE);
                });
    }

    @Test
    void theLastSnapshotThatShowsAFlattenedClonesParentLetsGoOfIt() {
        cut(
                images -> {
                    cloned(
                            images,
                            Set.of(Feature.LAYERING, Feature.EXCLUSIVE_LOCK, Feature.OBJECT_MAP));
                    join(images.clones().flatten(CLONE, _ -> {}));
                },
                images -> join(images.snapshots().delete(CLONE, "own", _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    assertThat(read(images, CLONE)).isEqualTo(clonedHead());
                    boolean gone = snapshots(images, CLONE).isEmpty();
                    assertThat(ended && !gone).isFalse();
                    assertThat(join(images.clones().children(BASE, Optional.empty())).isEmpty())
                            .isEqualTo(gone);
                    checkAndClear(store, CLONE, BASE);
                });
    }
}
