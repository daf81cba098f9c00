package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What snapshots and clones of images do on every store. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class CloneContract {

    static final int KIB = 1 << 10;
    static final ImageName BASE = new ImageName("rbd", "", "base");
    static final ImageName CLONE = new ImageName("rbd", "", "clone");
    static final int SIZE = 256 * KIB;
    static final int OBJECT = 16 * KIB;

    private ObjectStore store;
    private Images images;

    /** An empty store with pool rbd. */
    abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
        images = new Images(store, new Random(5));
    }

    @AfterEach
    void close() {
        join(store.close());
    }

    private static ImageSpec spec(Set<Feature> features) {
        return new ImageSpec(BASE, SIZE, OBJECT, 0, 0, features);
    }

    private Image base() {
        join(images.create(spec(Feature.DEFAULTS)));
        return join(images.open(BASE));
    }

    static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private ImageException refusal(Supplier<CompletableFuture<?>> call) {
        return catchThrowableOfType(ImageException.class, () -> join(call.get()));
    }

    private void snap(String name) {
        join(images.snapshots().create(BASE, name));
    }

    private byte[] atSnapshot(ImageName image, String snapshot) {
        Image opened = join(images.openSnapshot(image, snapshot));
        byte[] bytes = new Device(opened).read(0, (int) opened.sizeBytes());
        join(opened.close());
        return bytes;
    }

    @Test
    void aSnapshotKeepsWhatTheImageHad() {
        Image image = base();
        Device device = new Device(image);
        device.write(1000, filled(50_000, 1));
        assertThat(image.sharesData()).isFalse();
        Snapshot first = join(images.snapshots().create(BASE, "first"));
        assertThat(first.name()).isEqualTo("first");
        assertThat(first.sizeBytes()).isEqualTo(SIZE);
        assertThat(first.isProtected()).isFalse();
        assertThat(image.sharesData()).isTrue();
        device.write(0, filled(20_000, 2));
        device.unmap(40_000, 100_000);
        snap("second");
        join(images.resize(BASE, SIZE * 2, false));
        device.write(SIZE, filled(100, 3));
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 1000, 51_000, (byte) 1);
        assertThat(atSnapshot(BASE, "first")).isEqualTo(expected);
        Arrays.fill(expected, 0, 20_000, (byte) 2);
        Arrays.fill(expected, 40_000, 140_000, (byte) 0);
        assertThat(atSnapshot(BASE, "second")).isEqualTo(expected);
        assertThat(join(images.snapshots().list(BASE)).stream().map(Snapshot::name))
                .containsExactly("first", "second");
        assertThat(join(image.info()).snapshots()).hasSize(2);
        assertThat(join(images.info(BASE)).snapshots().getFirst()).isEqualTo(first);
        join(image.close());
        ObjectMapTruth.check(store, BASE);
    }

    @Test
    void aServedSnapshotOnlyReads() {
        Image image = base();
        new Device(image).write(0, filled(10, 7));
        snap("s");
        Image served = join(images.openSnapshot(BASE, "s"));
        assertThat(served.traits().readOnly()).isTrue();
        assertThat(served.sharesData()).isTrue();
        assertThat(served.id()).isEqualTo(image.id());
        assertThat(served.snapshotId()).isPresent();
        assertThat(image.snapshotId()).isEmpty();
        assertThat(join(images.openSnapshot(BASE, "s"))).isSameAs(served);
        List<Outcome> refused =
                List.of(
                        Device.wait(c ->
                                served.write(
                                        0,
                                        List.of(Device.direct(new byte[1])),
                                        Durability.CACHED,
                                        c)),
                        Device.wait(c -> served.unmap(0, 1, Durability.CACHED, c)),
                        Device.wait(c ->
                                served.writeSame(
                                        0, 1, Device.direct(new byte[1]), Durability.CACHED, c)),
                        new Device(served).compareAndWrite(0, new byte[1], new byte[1]),
                        Device.wait(c ->
                                served.orWrite(
                                        0,
                                        List.of(Device.direct(new byte[1])),
                                        Durability.CACHED,
                                        c)),
                        Device.wait(c ->
                                served.atomicWrite(
                                        0,
                                        List.of(Device.direct(new byte[1])),
                                        Durability.CACHED,
                                        c)));
        assertThat(refused)
                .allMatch(outcome ->
                        outcome instanceof Outcome.Failed(BlockError error, _)
                                && error == BlockError.WRITE_PROTECTED);
        new Device(served).flush();
        join(served.logicalUnitState().compareAndSet(0, new byte[] {1}));
        assertThat(join(image.logicalUnitState().load()).version()).isZero();
        assertThat(refusal(() -> images.snapshots().delete(BASE, "s", _ -> {})).reason())
                .isEqualTo(ImageException.Reason.IN_USE);
        join(images.snapshots().rename(BASE, "s", "t"));
        assertThat(join(images.openSnapshot(BASE, "t"))).isSameAs(served);
        join(served.close());
        assertThat(refusal(() -> images.openSnapshot(BASE, "s")).reason())
                .isEqualTo(ImageException.Reason.NOT_FOUND);
        assertThat(refusal(() -> images.snapshots().delete(BASE, "t", _ -> {})).reason())
                .isEqualTo(ImageException.Reason.IN_USE);
        join(served.close());
        assertThat(new Device(served).read(0, 2)).containsExactly(7, 7);
        join(served.close());
        assertThat(Device.wait(served::flush)).isInstanceOf(Outcome.Failed.class);
        join(images.snapshots().delete(BASE, "t", _ -> {}));
        join(image.close());
    }

    @Test
    void snapshotRefusalsSayWhy() {
        Image image = base();
        snap("s");
        assertThat(refusal(() -> images.snapshots().create(BASE, "s")).reason())
                .isEqualTo(ImageException.Reason.ALREADY_EXISTS);
        for (String name : List.of("", "a/b", "a@b", "a\nb", "x".repeat(5000))) {
            assertThat(refusal(() -> images.snapshots().create(BASE, name)).reason())
                    .isEqualTo(ImageException.Reason.INVALID);
        }
        List<Supplier<CompletableFuture<?>>> ofNone =
                List.of(
                        () -> images.snapshots().delete(BASE, "none", _ -> {}),
                        () -> images.snapshots().rename(BASE, "none", "n"),
                        () -> images.snapshots().rollback(BASE, "none", _ -> {}),
                        () -> images.snapshots().setProtected(BASE, "none", true),
                        () -> images.openSnapshot(BASE, "none"),
                        () -> images.snapshots().list(CLONE),
                        () -> images.clones().create(CloneSpec.of(BASE, "none", CLONE)),
                        () -> images.clones().children(BASE, Optional.of("none")),
                        () -> images.snapshots().create(CLONE, "s"));
        for (Supplier<CompletableFuture<?>> call : ofNone) {
            assertThat(refusal(call).reason()).isEqualTo(ImageException.Reason.NOT_FOUND);
        }
        assertThat(join(images.snapshots().setProtected(BASE, "s", true)).isProtected()).isTrue();
        assertThat(join(images.snapshots().setProtected(BASE, "s", true)).isProtected()).isTrue();
        assertThat(refusal(() -> images.snapshots().delete(BASE, "s", _ -> {})).reason())
                .isEqualTo(ImageException.Reason.IN_USE);
        assertThat(join(images.snapshots().setProtected(BASE, "s", false)).isProtected()).isFalse();
        snap("t");
        assertThat(refusal(() -> images.snapshots().rename(BASE, "t", "s")).reason())
                .isEqualTo(ImageException.Reason.ALREADY_EXISTS);
        assertThat(join(images.snapshots().rename(BASE, "t", "u")).name()).isEqualTo("u");
        assertThat(refusal(() -> images.clones().flatten(BASE, _ -> {})).reason())
                .isEqualTo(ImageException.Reason.INVALID);
        join(image.close());
        assertThat(refusal(() -> images.delete(BASE, _ -> {})).reason())
                .isEqualTo(ImageException.Reason.IN_USE);
    }

    @Test
    void anImagesSnapshotLimitIsKept() {
        join(base().close());
        ObjectContext context = store.context(store.pools().getFirst(), "");
        String header = "rbd_header." + join(images.info(BASE)).id();
        StoreCalls.write(context, header, StoreCalls.rbd("snapshot_set_limit", e -> e.u64(2)));
        snap("one");
        snap("two");
        assertThat(refusal(() -> images.snapshots().create(BASE, "three")).reason())
                .isEqualTo(ImageException.Reason.INVALID);
        assertThat(join(images.snapshots().list(BASE))).hasSize(2);
        ObjectMapTruth.check(store, BASE);
    }

    @Test
    void aSnapshotWithClonesOfTheFirstKindStaysProtected() {
        join(base().close());
        snap("s");
        if (!join(store.cloneV2Allowed())) {
            assertThat(refusal(() -> images.clones().create(CloneSpec.of(BASE, "s", CLONE))))
                    .hasMessageContaining("protected");
            join(images.snapshots().setProtected(BASE, "s", true));
        }
        join(images.clones().create(CloneSpec.of(BASE, "s", CLONE)));
        if (!join(store.cloneV2Allowed())) {
            assertThat(refusal(() -> images.snapshots().setProtected(BASE, "s", false)).reason())
                    .isEqualTo(ImageException.Reason.IN_USE);
            assertThat(join(images.snapshots().list(BASE)).getFirst().isProtected()).isTrue();
        }
        assertThat(join(images.clones().children(BASE, Optional.empty()))).containsExactly(CLONE);
        assertThat(refusal(() -> images.delete(BASE, _ -> {})).reason())
                .isEqualTo(ImageException.Reason.IN_USE);
        join(images.delete(CLONE, _ -> {}));
        assertThat(join(images.clones().children(BASE, Optional.empty()))).isEmpty();
        join(images.snapshots().setProtected(BASE, "s", false));
        join(images.snapshots().delete(BASE, "s", _ -> {}));
        join(images.delete(BASE, _ -> {}));
        assertNothingIsLeft();
    }

    @Test
    void aSnapshotUnderLoadIsOneMoment() throws Exception {
        Image image = base();
        AtomicBoolean stop = new AtomicBoolean();
        // Each round writes its number to the end, and then to the start: a snapshot that has a
        // round at the start has it at the end.
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            Device device = new Device(image);
                            for (int round = 1; !stop.get() && round < 120; round++) {
                                device.write(SIZE - 512, filled(512, round));
                                device.write(0, filled(512, round));
                            }
                        });
        for (int i = 0; i < 5; i++) {
            snap("s" + i);
        }
        stop.set(true);
        writer.join();
        for (int i = 0; i < 5; i++) {
            byte[] bytes = atSnapshot(BASE, "s" + i);
            assertThat(bytes[SIZE - 1] - bytes[0]).as("snapshot %d", i).isIn(0, 1);
            assertThat(bytes[511]).isEqualTo(bytes[0]);
        }
        join(image.close());
        ObjectMapTruth.check(store, BASE);
    }

    @Test
    void deletingASnapshotInTheMiddleKeepsTheOthers() {
        Image image = base();
        Device device = new Device(image);
        for (int i = 1; i < 5; i++) {
            device.write((i - 1L) * OBJECT, filled(2 * OBJECT, i));
            snap("s" + i);
        }
        byte[] third = atSnapshot(BASE, "s3");
        byte[] head = device.read(0, SIZE);
        List<Double> progress = new ArrayList<>();
        join(images.snapshots().delete(BASE, "s2", progress::add));
        assertThat(progress).last().isEqualTo(1.0);
        join(images.snapshots().delete(BASE, "s4", _ -> {}));
        join(images.snapshots().delete(BASE, "s1", _ -> {}));
        assertThat(atSnapshot(BASE, "s3")).isEqualTo(third);
        assertThat(device.read(0, SIZE)).isEqualTo(head);
        join(image.close());
        ObjectMapTruth.check(store, BASE);
        join(images.snapshots().delete(BASE, "s3", _ -> {}));
        ObjectMapTruth.check(store, BASE);
        join(images.delete(BASE, _ -> {}));
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        ObjectContext context = store.context(store.pools().getFirst(), "");
        // The list may have objects that were removed, and that removed snapshots saw.
        assertThat(join(context.list("")))
                .filteredOn(name -> !name.equals("rbd_children") && exists(context, name))
                .containsExactlyInAnyOrder("rbd_directory", "rbd_info");
    }

    private static boolean exists(ObjectContext context, String object) {
        return join(
                context.query(object, ReadOperation.of(new ReadOperation.Step.Stat()))
                        .handle((_, missing) -> missing == null));
    }

    @Test
    void rollingBackRestoresBytesAndSize() {
        Image image = base();
        Device device = new Device(image);
        device.write(5, filled(100_000, 1));
        byte[] before = device.read(0, SIZE);
        snap("s");
        device.write(50_000, filled(150_000, 2));
        device.unmap(0, 40_000);
        snap("t");
        byte[] then = device.read(0, SIZE);
        join(images.resize(BASE, 3 * SIZE, false));
        device.write(2 * SIZE, filled(1000, 3));
        List<Double> progress = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        image.onChange(() -> told.add(image.sizeBytes()));
        join(
                images.snapshots()
                        .rollback(
                                BASE,
                                "s",
                                done -> {
                                    synchronized (progress) {
                                        progress.add(done);
                                    }
                                }));
        assertThat(progress).isNotEmpty().allMatch(done -> done > 0 && done <= 1);
        assertThat(told).contains((long) SIZE);
        assertThat(device.read(0, SIZE)).isEqualTo(before);
        assertThat(atSnapshot(BASE, "t")).isEqualTo(then);
        device.write(0, filled(10, 9));
        assertThat(atSnapshot(BASE, "s")).isEqualTo(before);
        join(image.close());
        ObjectMapTruth.check(store, BASE);
    }

    private Image cloneOf(Image parent, CloneSpec spec) {
        new Device(parent).flush();
        snap(spec.snapshot());
        join(images.snapshots().setProtected(BASE, spec.snapshot(), true));
        ImageInfo made = join(images.clones().create(spec));
        assertThat(made.parent())
                .hasValueSatisfying(ref -> {
                    assertThat(ref.name()).contains("base");
                    assertThat(ref.snapshot()).contains("s");
                    assertThat(ref.overlapBytes()).isEqualTo(SIZE);
                    assertThat(ref.imageId()).isEqualTo(parent.id());
                });
        return join(images.open(spec.name()));
    }

    @Test
    void aCloneShowsItsParentUntilItHasItsOwn() {
        Image parent = base();
        Device below = new Device(parent);
        below.write(0, filled(100_000, 1));
        Image clone = cloneOf(parent, CloneSpec.of(BASE, "s", CLONE));
        Device device = new Device(clone);
        assertThat(clone.sharesData()).isTrue();
        below.write(0, filled(SIZE, 8));
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 0, 100_000, (byte) 1);
        assertThat(device.read(0, SIZE)).isEqualTo(expected);
        assertThat(join(clone.info()).usedBytes()).isZero();
        device.write(OBJECT + 5, filled(10, 2));
        Arrays.fill(expected, OBJECT + 5, OBJECT + 15, (byte) 2);
        device.write(2 * OBJECT, filled(OBJECT, 3));
        Arrays.fill(expected, 2 * OBJECT, 3 * OBJECT, (byte) 3);
        device.unmap(3 * OBJECT, OBJECT);
        Arrays.fill(expected, 3 * OBJECT, 4 * OBJECT, (byte) 0);
        device.unmap(4 * OBJECT + 9, 100);
        Arrays.fill(expected, 4 * OBJECT + 9, 4 * OBJECT + 109, (byte) 0);
        device.writeSame(5 * OBJECT - 3, 6, (byte) 4, (byte) 5);
        for (int i = 0; i < 6; i++) {
            expected[5 * OBJECT - 3 + i] = (byte) (4 + i % 2);
        }
        assertThat(device.compareAndWrite(80_000, filled(4, 2), filled(4, 6)))
                .isEqualTo(new Outcome.Miscompare(0));
        byte[] almost = {1, 1, 1, 2};
        assertThat(device.compareAndWrite(80_000, almost, filled(4, 6)))
                .isEqualTo(new Outcome.Miscompare(3));
        assertThat(device.compareAndWrite(85_000, filled(4, 1), filled(4, 6)))
                .isEqualTo(Outcome.DONE);
        Arrays.fill(expected, 85_000, 85_004, (byte) 6);
        assertThat(device.compareAndWrite(SIZE - 4, new byte[4], filled(4, 6)))
                .isEqualTo(Outcome.DONE);
        Arrays.fill(expected, SIZE - 4, SIZE, (byte) 6);
        assertThat(
                        Device.wait(c ->
                                clone.orWrite(
                                        99_999,
                                        List.of(Device.direct(new byte[] {2, 4})),
                                        Durability.CACHED,
                                        c)))
                .isEqualTo(Outcome.DONE);
        expected[99_999] = 3;
        expected[100_000] = 4;
        assertThat(device.read(0, SIZE)).isEqualTo(expected);
        join(clone.close());
        ObjectMapTruth.check(store, CLONE);
        Image again = join(images.open(CLONE));
        assertThat(new Device(again).read(0, SIZE)).isEqualTo(expected);
        join(again.close());
        join(parent.close());
    }

    @Test
    void whatACloneShowsOfItsParentIsAllocated() {
        Image parent = base();
        new Device(parent).write(2 * OBJECT, filled(OBJECT, 1));
        new Device(parent).write(8 * OBJECT, filled(OBJECT, 1));
        Image clone = cloneOf(parent, CloneSpec.of(BASE, "s", CLONE));
        new Device(clone).unmap(8 * OBJECT, OBJECT);
        assertThat(join(clone.allocationStatus(0, SIZE)))
                .containsExactly(
                        new AllocationExtent(0, 2 * OBJECT, false),
                        new AllocationExtent(2 * OBJECT, OBJECT, true),
                        new AllocationExtent(3 * OBJECT, SIZE - 3 * OBJECT, false));
        join(clone.close());
        join(parent.close());
    }

    @Test
    void manyWritesOfOneObjectShareOneCopyUp() {
        Image parent = base();
        new Device(parent).write(0, filled(SIZE, 1));
        Image clone = cloneOf(parent, CloneSpec.of(BASE, "s", CLONE));
        byte[] expected = filled(SIZE, 1);
        List<CompletableFuture<Outcome>> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int at = i * 600;
            Arrays.fill(expected, at, at + 300, (byte) i);
            byte[] data = filled(300, i);
            writes.add(
                    Device.start(c ->
                            clone.write(at, List.of(Device.direct(data)), Durability.CACHED, c)));
        }
        assertThat(writes).allMatch(write -> join(write).equals(Outcome.DONE));
        assertThat(new Device(clone).read(0, SIZE)).isEqualTo(expected);
        join(clone.close());
        join(parent.close());
        ObjectMapTruth.check(store, CLONE);
    }

    @Test
    void aClonesSnapshotsKeepTheParentsDataAfterADeepFlatten() {
        for (boolean deep : List.of(true, false)) {
            Set<Feature> features =
                    deep
                            ? Feature.DEFAULTS
                            : Set.of(
                                    Feature.LAYERING,
                                    Feature.EXCLUSIVE_LOCK,
                                    Feature.OBJECT_MAP,
                                    Feature.FAST_DIFF);
            Image parent = base();
            new Device(parent).write(0, filled(SIZE - OBJECT, 1));
            CloneSpec spec =
                    new CloneSpec(
                            BASE,
                            "s",
                            CLONE,
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            Optional.of(features));
            Image clone = cloneOf(parent, spec);
            Device device = new Device(clone);
            join(images.snapshots().create(CLONE, "first"));
            device.write(OBJECT, filled(100, 2));
            device.write(2 * OBJECT, filled(OBJECT, 3));
            device.unmap(3 * OBJECT, OBJECT);
            device.write(SIZE - 5, filled(5, 4));
            byte[] second = device.read(0, SIZE);
            join(images.snapshots().create(CLONE, "second"));
            device.write(4 * OBJECT, filled(OBJECT, 5));
            byte[] head = device.read(0, SIZE);
            byte[] first = filled(SIZE, 1);
            Arrays.fill(first, SIZE - OBJECT, SIZE, (byte) 0);
            List<Double> progress = new ArrayList<>();
            join(
                    images.clones()
                            .flatten(
                                    CLONE,
                                    done -> {
                                        synchronized (progress) {
                                            progress.add(done);
                                        }
                                    }));
            assertThat(progress).contains(1.0);
            assertThat(join(clone.info()).parent().isPresent()).isEqualTo(!deep);
            assertThat(refusal(() -> images.clones().flatten(CLONE, _ -> {})).reason())
                    .isEqualTo(ImageException.Reason.INVALID);
            assertThat(device.read(0, SIZE)).isEqualTo(head);
            assertThat(atSnapshot(CLONE, "first")).isEqualTo(first);
            assertThat(atSnapshot(CLONE, "second")).isEqualTo(second);
            join(images.snapshots().rollback(CLONE, "first", _ -> {}));
            assertThat(device.read(0, SIZE)).isEqualTo(first);
            join(clone.close());
            join(parent.close());
            ObjectMapTruth.check(store, CLONE);
            assertThat(join(images.clones().children(BASE, Optional.empty())).isEmpty())
                    .isEqualTo(deep);
            join(images.snapshots().delete(CLONE, "first", _ -> {}));
            join(images.snapshots().delete(CLONE, "second", _ -> {}));
            assertThat(join(images.clones().children(BASE, Optional.empty()))).isEmpty();
            join(images.delete(CLONE, _ -> {}));
            join(images.snapshots().setProtected(BASE, "s", false));
            join(images.snapshots().delete(BASE, "s", _ -> {}));
            join(images.delete(BASE, _ -> {}));
            assertNothingIsLeft();
        }
    }

    @Test
    void aCloneOfAnotherLayoutInAnotherNamespaceReadsThrough() {
        join(images.namespaces().create("rbd", "elsewhere"));
        Image parent = base();
        byte[] expected = new byte[SIZE];
        new Random(4).nextBytes(expected);
        new Device(parent).write(0, expected);
        ImageName other =
                allowsOtherNamespace() ? new ImageName("rbd", "elsewhere", "clone") : CLONE;
        CloneSpec spec =
                new CloneSpec(
                        BASE,
                        "s",
                        other,
                        OptionalLong.of(4096),
                        OptionalLong.of(1024),
                        OptionalLong.of(5),
                        Optional.of(Feature.DEFAULTS));
        Image clone = cloneOf(parent, spec);
        Device device = new Device(clone);
        assertThat(device.read(777, 100_000)).isEqualTo(Arrays.copyOfRange(expected, 777, 100_777));
        device.write(10_001, filled(50_000, 6));
        Arrays.fill(expected, 10_001, 60_001, (byte) 6);
        device.unmap(100_000, 7000);
        Arrays.fill(expected, 100_000, 107_000, (byte) 0);
        assertThat(device.read(0, SIZE)).isEqualTo(expected);
        assertThat(join(images.clones().children(BASE, Optional.of("s")))).containsExactly(other);
        join(clone.close());
        ObjectMapTruth.check(store, other);
        join(parent.close());
        join(images.clones().flatten(other, _ -> {}));
        ObjectMapTruth.check(store, other);
        Image again = join(images.open(other));
        assertThat(new Device(again).read(0, SIZE)).isEqualTo(expected);
        join(again.close());
        join(images.delete(other, _ -> {}));
        join(images.namespaces().remove("rbd", "elsewhere"));
    }

    /** Clones of the first kind cannot be in another namespace. */
    private boolean allowsOtherNamespace() {
        return join(store.cloneV2Allowed());
    }

    @Test
    void cuttingAndGrowingACloneDoesNotShowTheParentAgain() {
        Image parent = base();
        new Device(parent).write(0, filled(SIZE, 1));
        Image clone = cloneOf(parent, CloneSpec.of(BASE, "s", CLONE));
        join(images.snapshots().create(CLONE, "whole"));
        int cut = 3 * OBJECT + 512;
        join(images.resize(CLONE, cut, true));
        join(images.resize(CLONE, SIZE, false));
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 0, cut, (byte) 1);
        assertThat(new Device(clone).read(0, SIZE)).isEqualTo(expected);
        assertThat(join(clone.info()).parent().orElseThrow().overlapBytes()).isEqualTo(cut);
        join(images.clones().flatten(CLONE, _ -> {}));
        assertThat(atSnapshot(CLONE, "whole")).isEqualTo(filled(SIZE, 1));
        join(images.snapshots().rollback(CLONE, "whole", _ -> {}));
        assertThat(new Device(clone).read(0, SIZE)).isEqualTo(filled(SIZE, 1));
        join(clone.close());
        join(parent.close());
        ObjectMapTruth.check(store, CLONE);
    }

    @Test
    void aChainOfClonesReadsThroughAll() {
        join(images.create(spec(Feature.DEFAULTS)));
        ImageName above = BASE;
        byte[] expected = new byte[SIZE];
        for (int level = 0; level < 5; level++) {
            Image image = join(images.open(above));
            new Device(image).write(level * 20_000L, filled(10_000, level + 1));
            Arrays.fill(expected, level * 20_000, level * 20_000 + 10_000, (byte) (level + 1));
            assertThat(new Device(image).read(0, SIZE)).isEqualTo(expected);
            join(image.close());
            join(images.snapshots().create(above, "s"));
            join(images.snapshots().setProtected(above, "s", true));
            ImageName next = new ImageName("rbd", "", "level" + level);
            join(images.clones().create(CloneSpec.of(above, "s", next)));
            above = next;
        }
        Image last = join(images.open(above));
        assertThat(new Device(last).read(0, SIZE)).isEqualTo(expected);
        new Device(last).write(5, filled(1, 9));
        expected[5] = 9;
        assertThat(new Device(last).read(0, SIZE)).isEqualTo(expected);
        join(last.close());
        // A link in the middle that is flattened frees those below it.
        join(images.clones().flatten(new ImageName("rbd", "", "level2"), _ -> {}));
        assertThat(
                        join(
                                images.clones()
                                        .children(
                                                new ImageName("rbd", "", "level1"),
                                                Optional.empty())))
                .isEmpty();
        Image again = join(images.open(above));
        assertThat(new Device(again).read(0, SIZE)).isEqualTo(expected);
        join(again.close());
    }

    /** Where its last image was there may be anything afterwards, and it does not show. */
    @Test
    void anOpenChainWhoseMiddleIsFlattenedReadsPastItNoMore() {
        join(images.create(spec(Set.of(Feature.LAYERING, Feature.DEEP_FLATTEN))));
        Image base = join(images.open(BASE));
        new Device(base).write(0, filled(10, 1));
        join(base.close());
        snap("s");
        join(images.snapshots().setProtected(BASE, "s", true));
        ImageName middle = new ImageName("rbd", "", "middle");
        join(images.clones().create(CloneSpec.of(BASE, "s", middle)));
        join(images.snapshots().create(middle, "m"));
        join(images.snapshots().setProtected(middle, "m", true));
        join(images.clones().create(CloneSpec.of(middle, "m", CLONE)));
        Image clone = join(images.open(CLONE));
        Image snapshot = join(images.openSnapshot(middle, "m"));

        join(images.clones().flatten(middle, _ -> {}));
        join(images.snapshots().setProtected(BASE, "s", false));
        join(images.snapshots().delete(BASE, "s", _ -> {}));
        join(images.delete(BASE, _ -> {}));
        ObjectContext context = store.context(store.pools().getFirst(), "");
        for (int object = 0; object < SIZE / OBJECT; object++) {
            StoreCalls.write(
                    context,
                    "rbd_data.%s.%016x".formatted(base.id(), object),
                    new Step.WriteFull(List.of(Device.direct(filled(OBJECT, 9)))));
        }

        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 0, 10, (byte) 1);
        assertThat(new Device(snapshot).read(0, SIZE)).isEqualTo(expected);
        assertThat(new Device(clone).read(0, SIZE)).isEqualTo(expected);
        // A copy-up brings nothing of it either.
        new Device(clone).write(SIZE - 1, filled(1, 5));
        expected[SIZE - 1] = 5;
        assertThat(new Device(clone).read(0, SIZE)).isEqualTo(expected);
        join(clone.close());
        join(snapshot.close());
    }

    @Test
    void aChainIsAtMostSixteenLong() {
        join(images.create(spec(Set.of(Feature.LAYERING))));
        ImageName above = BASE;
        for (int level = 1; level <= SnapshotOpener.MAX_CHAIN; level++) {
            join(images.snapshots().create(above, "s"));
            join(images.snapshots().setProtected(above, "s", true));
            ImageName next = new ImageName("rbd", "", "level" + level);
            join(images.clones().create(CloneSpec.of(above, "s", next)));
            above = next;
        }
        ImageName last = above;
        join(images.snapshots().create(last, "s"));
        join(images.snapshots().setProtected(last, "s", true));
        assertThat(refusal(() -> images.clones().create(CloneSpec.of(last, "s", CLONE))).reason())
                .isEqualTo(ImageException.Reason.UNSUPPORTED);
    }

    @Test
    void randomCallsSnapshotsAndClonesLeaveWhatByteArraysHave() {
        Random random = Seed.random();
        for (ImageSpec root :
                List.of(
                        new ImageSpec(BASE, 64 * KIB, 4096, 0, 0, Feature.DEFAULTS),
                        new ImageSpec(BASE, 100 * KIB, 16384, 4096, 2, Feature.DEFAULTS),
                        new ImageSpec(BASE, 64 * KIB, 8192, 0, 0, Set.of(Feature.LAYERING)))) {
            CloneModel model = new CloneModel(store, images, random, root);
            for (int i = 0; i < steps(); i++) {
                model.step();
            }
            model.checkAll();
            model.deleteAll();
            assertNothingIsLeft();
        }
    }

    /** Of the random test. */
    int steps() {
        return 150;
    }
}
