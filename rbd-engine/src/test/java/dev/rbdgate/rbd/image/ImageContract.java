package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.StoreCalls;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What images do on every store. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class ImageContract {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");

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

    private Image create(ImageSpec spec) {
        join(images.create(spec));
        return join(images.open(spec.name()));
    }

    private static ImageSpec spec(long size, long objectBytes, long unit, long count) {
        return new ImageSpec(NAME, size, objectBytes, unit, count, Feature.DEFAULTS);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void aNewImageIsListedDescribedAndEmpty() {
        ImageInfo created = join(images.create(ImageSpec.of(NAME, 100 * MIB)));
        assertThat(created.name()).isEqualTo(NAME);
        assertThat(created.sizeBytes()).isEqualTo(100 * MIB);
        assertThat(created.usedBytes()).isZero();
        assertThat(created.objectBytes()).isEqualTo(4 * MIB);
        assertThat(created.stripeUnitBytes()).isEqualTo(4 * MIB);
        assertThat(created.stripeCount()).isEqualTo(1);
        assertThat(created.format()).isEqualTo(2);
        assertThat(created.features()).isEqualTo(Feature.DEFAULTS);
        assertThat(created.id()).matches("[0-9a-f]{1,14}");
        assertThat(join(images.list("rbd", ""))).containsExactly(NAME);
        assertThat(join(images.info(NAME))).isEqualTo(created);
        Image image = join(images.open(NAME));
        assertThat(image.id()).isEqualTo(created.id());
        assertThat(new Device(image).read(0, 5 << 20)).isEqualTo(new byte[5 << 20]);
        assertThat(join(image.info())).isEqualTo(created);
        join(image.close());
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        Image image = create(spec(64 * MIB, MIB, 64 << 10, 4));
        Device device = new Device(image);
        byte[] data = filled(3_000_001, 7);
        device.write(1_234_567, data);
        device.flush();
        join(image.close());
        Image again = join(images.open(NAME));
        assertThat(new Device(again).read(1_234_567, data.length)).isEqualTo(data);
        assertThat(new Device(again).read(1_234_566, 1)).containsExactly(0);
        assertThat(join(again.info()).usedBytes()).isGreaterThanOrEqualTo(3_000_000);
        join(again.close());
    }

    @Test
    void openingTwiceIsTheSameInstanceAndNeedsTwoCloses() {
        Image first = create(ImageSpec.of(NAME, MIB));
        Image second = join(images.open(NAME));
        assertThat(second).isSameAs(first);
        join(first.close());
        new Device(second).write(0, (byte) 1);
        assertThatThrownBy(() -> join(images.delete(NAME, _ -> {})))
                .isInstanceOf(ImageException.class);
        join(second.close());
        assertThat(Device.wait(c -> second.read(0, List.of(Device.direct(new byte[1])), c)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(BlockError.NOT_READY));
        assertThat(Device.wait(second::flush)).isInstanceOf(Outcome.Failed.class);
        assertThatThrownBy(() -> join(second.allocationStatus(0, 1)))
                .isInstanceOf(ImageException.class);
        Image third = join(images.open(NAME));
        assertThat(third).isNotSameAs(first);
        assertThat(new Device(third).read(0, 1)).containsExactly(1);
        join(third.close());
    }

    @Test
    void refusalsNameTheFieldAtFault() {
        refused(spec(0, 4 * MIB, 0, 0), "size:");
        refused(spec(513, 4 * MIB, 0, 0), "size:");
        refused(spec(SpecCheck.MAX_SIZE_BYTES + 512, 4 * MIB, 0, 0), "size:");
        refused(spec(1L << 45, 4096, 0, 0), "size:");
        refused(spec(MIB, 2048, 0, 0), "objectSize:");
        refused(spec(MIB, 64 * MIB, 0, 0), "objectSize:");
        refused(spec(MIB, 5000, 0, 0), "objectSize:");
        refused(spec(MIB, MIB, 4096, 0), "stripeCount:");
        refused(spec(MIB, MIB, 0, 2), "stripeUnit:");
        refused(spec(MIB, MIB, 3 << 10, 2), "stripeUnit:");
        refused(spec(MIB, MIB, 256, 2), "stripeUnit:");
        refused(spec(MIB, MIB, 4096, 5000), "stripeCount:");
        refused(spec(MIB, MIB, 4096, -1), "stripeCount:");
        refused(features(Feature.OBJECT_MAP), "object-map needs exclusive-lock");
        refused(features(Feature.FAST_DIFF, Feature.EXCLUSIVE_LOCK), "fast-diff needs object-map");
        refused(features(Feature.STRIPING), "striping");
        assertThat(refusal(features(Feature.JOURNALING)).reason())
                .isEqualTo(ImageException.Reason.UNSUPPORTED);
        ImageName elsewhere = new ImageName("nopool", "", "x");
        assertThat(refusal(ImageSpec.of(elsewhere, MIB)).reason())
                .isEqualTo(ImageException.Reason.NOT_FOUND);
        assertThat(join(images.list("rbd", ""))).isEmpty();
    }

    private static ImageSpec features(Feature... features) {
        return new ImageSpec(NAME, MIB, MIB, 0, 0, Set.of(features));
    }

    private void refused(ImageSpec spec, String message) {
        ImageException refusal = refusal(spec);
        assertThat(refusal).hasMessageContaining(message);
        assertThat(refusal.reason()).isEqualTo(ImageException.Reason.INVALID);
    }

    private ImageException refusal(ImageSpec spec) {
        return catchThrowableOfType(ImageException.class, () -> join(images.create(spec)));
    }

    @Test
    void namesAreTakenOnceAndMissingOnesAreNotFound() {
        join(images.create(ImageSpec.of(NAME, MIB)));
        assertThat(refusal(ImageSpec.of(NAME, MIB)).reason())
                .isEqualTo(ImageException.Reason.ALREADY_EXISTS);
        ImageName none = new ImageName("rbd", "", "none");
        List<Supplier<CompletableFuture<?>>> calls =
                List.of(
                        () -> images.info(none),
                        () -> images.open(none),
                        () -> images.delete(none, _ -> {}),
                        () -> images.resize(none, MIB, false));
        for (Supplier<CompletableFuture<?>> call : calls) {
            assertThat(catchThrowableOfType(ImageException.class, () -> join(call.get())).reason())
                    .isEqualTo(ImageException.Reason.NOT_FOUND);
        }
    }

    @Test
    void deletingLeavesNothing() {
        ObjectContext context = store.context(store.pools().getFirst(), "");
        // On a cluster, what snapshots of earlier tests still keep is listed, too.
        List<String> before = join(context.list(""));
        Image image = create(spec(64 * MIB, MIB, 64 << 10, 4));
        new Device(image).write(10 * MIB, filled(8 << 20, 3));
        join(image.logicalUnitState().compareAndSet(0, new byte[] {1}));
        ImageException inUse =
                catchThrowableOfType(
                        ImageException.class, () -> join(images.delete(NAME, _ -> {})));
        assertThat(inUse.reason()).isEqualTo(ImageException.Reason.IN_USE);
        join(image.close());
        List<Double> progress = new ArrayList<>();
        join(
                images.delete(
                        NAME,
                        done -> {
                            synchronized (progress) {
                                progress.add(done);
                            }
                        }));
        assertThat(progress).isNotEmpty().allMatch(done -> done > 0 && done <= 1);
        assertThat(join(images.list("rbd", ""))).isEmpty();
        List<String> left = new ArrayList<>(join(context.list("")));
        assertThat(left).contains("rbd_directory", "rbd_info");
        left.removeAll(before);
        assertThat(left).isSubsetOf("rbd_directory", "rbd_info");
        join(images.create(ImageSpec.of(NAME, MIB)));
    }

    @Test
    void rangesOutsideAreRefusedAndEmptyOnesDoNothing() {
        Image image = create(ImageSpec.of(NAME, MIB));
        for (long[] range : new long[][] {{MIB, 1}, {MIB - 1, 2}, {-1, 1}, {Long.MAX_VALUE, 2}}) {
            assertThat(outcome(image, range[0], (int) range[1]))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.error()).isEqualTo(BlockError.OUT_OF_RANGE));
            assertThat(Device.wait(c -> image.unmap(range[0], range[1], Durability.CACHED, c)))
                    .isInstanceOf(Outcome.Failed.class);
            assertThatThrownBy(() -> join(image.allocationStatus(range[0], range[1])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(outcome(image, MIB, 0)).isEqualTo(Outcome.DONE);
        assertThat(Device.wait(c -> image.unmap(0, Long.MAX_VALUE, Durability.CACHED, c)))
                .isInstanceOf(Outcome.Failed.class);
        new Device(image).write(MIB - 1, (byte) 9);
        assertThat(new Device(image).read(MIB - 1, 1)).containsExactly(9);
        join(image.close());
    }

    private static Outcome outcome(Image image, long offset, int length) {
        return Device.wait(c -> image.read(offset, List.of(Device.direct(new byte[length])), c));
    }

    @Test
    void unmappingFreesStorageAndZeroesToTheByte() {
        Image image = create(ImageSpec.of(NAME, 22 * MIB));
        Device device = new Device(image);
        device.write(0, filled(22 << 20, 1));
        device.flush();
        long full = join(image.info()).usedBytes();
        device.unmap(MIB + 3, 13 * MIB);
        byte[] expected = filled(22 << 20, 1);
        Arrays.fill(expected, (1 << 20) + 3, (14 << 20) + 3, (byte) 0);
        assertThat(device.read(0, 22 << 20)).isEqualTo(expected);
        device.flush();
        // Two whole objects at least: a cluster does not tell of holes in others.
        assertThat(join(image.info()).usedBytes()).isLessThanOrEqualTo(full - 8 * MIB);
        device.unmap(0, 22 * MIB);
        device.flush();
        assertThat(join(image.info()).usedBytes()).isZero();
        assertThat(device.read(0, 22 << 20)).isEqualTo(new byte[22 << 20]);
        join(image.close());
    }

    @Test
    void allocationFollowsWritesAndUnmaps() {
        for (ImageSpec spec : List.of(spec(32 * MIB, MIB, 0, 0), spec(32 * MIB, MIB, 65536, 4))) {
            Image image = create(spec);
            Device device = new Device(image);
            device.write(8 * MIB, filled(1 << 20, 1));
            device.flush();
            List<AllocationExtent> extents = new ArrayList<>();
            long at = 0;
            while (at < 32 * MIB) {
                List<AllocationExtent> some = join(image.allocationStatus(at, 32 * MIB - at));
                assertThat(some).isNotEmpty();
                assertThat(some.getFirst().byteOffset()).isEqualTo(at);
                extents.addAll(some);
                at = some.getLast().byteOffset() + some.getLast().byteCount();
            }
            assertThat(at).isEqualTo(32 * MIB);
            assertThat(extents)
                    .filteredOn(AllocationExtent::allocated)
                    .satisfies(allocated ->
                            assertThat(
                                            allocated.stream()
                                                    .mapToLong(AllocationExtent::byteCount)
                                                    .sum())
                                    .isBetween(MIB, 4 * MIB))
                    .anyMatch(e -> e.byteOffset() <= 8 * MIB);
            device.unmap(0, 32 * MIB);
            assertThat(join(image.allocationStatus(0, 32 * MIB)))
                    .containsExactly(new AllocationExtent(0, 32 * MIB, false));
            join(image.close());
            join(images.delete(NAME, _ -> {}));
        }
    }

    @Test
    void writeSameRepeatsItsPatternOverObjectsAndStripes() {
        for (ImageSpec spec : List.of(spec(4 * MIB, 4096, 0, 0), spec(4 * MIB, 65536, 4096, 3))) {
            Image image = create(spec);
            Device device = new Device(image);
            byte[] sector = new byte[512];
            new Random(1).nextBytes(sector);
            byte[] three = {1, 2, 3};
            byte[] expected = new byte[4 << 20];
            device.writeSame(512, 1_000_448, sector);
            for (int i = 0; i < 1_000_448; i++) {
                expected[512 + i] = sector[i % 512];
            }
            device.writeSame(2_000_001, 30_000, three);
            for (int i = 0; i < 30_000; i++) {
                expected[2_000_001 + i] = three[i % 3];
            }
            device.writeSame(10_000, 20_000, new byte[4]);
            Arrays.fill(expected, 10_000, 30_000, (byte) 0);
            assertThat(device.read(0, 4 << 20)).isEqualTo(expected);
            assertThat(
                            Device.wait(c ->
                                    image.writeSame(
                                            0, 10, Device.direct(three), Durability.CACHED, c)))
                    .isInstanceOf(Outcome.Failed.class);
            join(image.close());
            join(images.delete(NAME, _ -> {}));
        }
    }

    @Test
    void compareAndWriteComparesFirst() {
        Image image = create(spec(4 * MIB, 65536, 4096, 2));
        Device device = new Device(image);
        assertThat(image.traits().compareAndWriteBytes()).isEqualTo(4096);
        assertThat(device.compareAndWrite(512, new byte[] {0, 0, 1}, new byte[] {7, 7, 7}))
                .isEqualTo(new Outcome.Miscompare(2));
        assertThat(device.compareAndWrite(512, new byte[3], new byte[] {7, 8, 9}))
                .isEqualTo(Outcome.DONE);
        assertThat(device.compareAndWrite(512, new byte[] {7, 0, 9}, new byte[3]))
                .isEqualTo(new Outcome.Miscompare(1));
        assertThat(device.read(512, 3)).containsExactly(7, 8, 9);
        assertThat(device.compareAndWrite(4095, new byte[2], new byte[2]))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(device.compareAndWrite(0, new byte[2], new byte[1]))
                .isInstanceOf(Outcome.Failed.class);
        join(image.close());
    }

    @Test
    void oneOfManyCompareAndWritesWins() {
        Image image = create(ImageSpec.of(NAME, MIB));
        for (int round = 0; round < 50; round++) {
            byte[] before = {(byte) round};
            byte[] after = {(byte) (round + 1)};
            List<CompletableFuture<Outcome>> attempts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                attempts.add(
                        Device.start(c ->
                                image.compareAndWrite(
                                        0,
                                        List.of(Device.direct(before)),
                                        List.of(Device.direct(after)),
                                        Durability.CACHED,
                                        c)));
            }
            assertThat(attempts.stream().map(StoreCalls::join).filter(Outcome.DONE::equals))
                    .hasSize(1);
        }
        join(image.close());
    }

    @Test
    void anOrWriteAddsBitsOverObjectsAndStripes() {
        for (ImageSpec spec : List.of(spec(4 * MIB, MIB, 0, 0), spec(4 * MIB, 65536, 4096, 3))) {
            Image image = create(spec);
            Device device = new Device(image);
            Random random = new Random(3);
            byte[] expected = new byte[4 << 20];
            byte[] stored = new byte[1_500_000];
            random.nextBytes(stored);
            device.write(300_001, stored);
            System.arraycopy(stored, 0, expected, 300_001, stored.length);
            byte[] added = new byte[2_000_003];
            random.nextBytes(added);
            for (int i = 0; i < added.length; i++) {
                expected[5 + i] |= added[i];
            }
            List<ByteBuffer> source = Device.pieces(added, random);
            assertThat(Device.wait(c -> image.orWrite(5, source, Durability.CACHED, c)))
                    .isEqualTo(Outcome.DONE);
            assertThat(device.read(0, 4 << 20)).isEqualTo(expected);
            assertThat(Device.bytes(source)).isEqualTo(added);
            join(image.close());
            join(images.delete(NAME, _ -> {}));
        }
    }

    @Test
    void everyBitOfConcurrentOrWritesIsKept() {
        Image image = create(ImageSpec.of(NAME, MIB));
        List<CompletableFuture<Outcome>> running = new ArrayList<>();
        for (int bit = 0; bit < 64; bit++) {
            byte[] one = new byte[8];
            one[bit / 8] = (byte) (1 << bit % 8);
            running.add(
                    Device.start(c ->
                            image.orWrite(100, List.of(Device.direct(one)), Durability.CACHED, c)));
        }
        running.forEach(end -> assertThat(join(end)).isEqualTo(Outcome.DONE));
        assertThat(new Device(image).read(100, 8)).isEqualTo(filled(8, 0xFF));
        join(image.close());
    }

    @Test
    void anAtomicWriteStaysInsideAUnit() {
        Image image = create(spec(4 * MIB, 65536, 4096, 2));
        Device device = new Device(image);
        int unit = Math.min(4096, store.atomicWriteBytes());
        assertThat(image.traits().atomicWriteBytes()).isEqualTo(unit);
        Outcome crossing = atomicWrite(image, 4096 - 512, filled(1024, 7));
        assertThat(crossing)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(BlockError.UNSUPPORTED));
        assertThat(device.read(0, 8192)).isEqualTo(new byte[8192]);
        if (unit > 0) {
            assertThat(atomicWrite(image, 8192, filled(4096, 7))).isEqualTo(Outcome.DONE);
            assertThat(device.read(8192, 4096)).isEqualTo(filled(4096, 7));
        }
        join(image.close());
    }

    private static Outcome atomicWrite(Image image, long byteOffset, byte[] bytes) {
        return Device.wait(c ->
                image.atomicWrite(
                        byteOffset, List.of(Device.direct(bytes)), Durability.DURABLE, c));
    }

    @Test
    void growingAddsZerosAndTellsListeners() {
        Image image = create(spec(MIB, 65536, 0, 0));
        new Device(image).write(MIB - 1, (byte) 5);
        List<Long> sizes = new ArrayList<>();
        Runnable end = image.onChange(() -> sizes.add(image.sizeBytes()));
        ImageInfo grown = join(images.resize(NAME, 3 * MIB, false));
        assertThat(grown.sizeBytes()).isEqualTo(3 * MIB);
        assertThat(sizes).containsExactly(3 * MIB);
        end.run();
        assertThat(new Device(image).read(MIB, 2 << 20)).isEqualTo(new byte[2 << 20]);
        new Device(image).write(3 * MIB - 1, (byte) 6);
        join(image.close());
        assertThat(join(images.resize(NAME, 4 * MIB, false)).sizeBytes()).isEqualTo(4 * MIB);
        Image again = join(images.open(NAME));
        assertThat(sizes).hasSize(1);
        assertThat(new Device(again).read(3 * MIB - 1, 2)).containsExactly(6, 0);
        join(again.close());
    }

    @Test
    void shrinkingMustBeAskedForAndLosesTheTail() {
        Image image = create(spec(8 * MIB, MIB, 65536, 2));
        Device device = new Device(image);
        device.write(0, filled(8 << 20, 1));
        ImageException refusal =
                catchThrowableOfType(
                        ImageException.class, () -> join(images.resize(NAME, MIB, false)));
        assertThat(refusal.reason()).isEqualTo(ImageException.Reason.INVALID);
        assertThat(refusal).hasMessageContaining("size:");
        join(images.resize(NAME, 3 * MIB + 512, true));
        join(images.resize(NAME, 8 * MIB, false));
        byte[] expected = new byte[8 << 20];
        Arrays.fill(expected, 0, (3 << 20) + 512, (byte) 1);
        assertThat(device.read(0, 8 << 20)).isEqualTo(expected);
        // Four objects have something left, which a cluster counts as whole.
        assertThat(join(image.info()).usedBytes()).isLessThanOrEqualTo(4 * MIB);
        join(image.close());
    }

    @Test
    void theUnitStateIsComparedAndSet() {
        Image image = create(ImageSpec.of(NAME, MIB));
        LogicalUnitState state = image.logicalUnitState();
        assertThat(join(state.load()).version()).isZero();
        assertThat(join(state.compareAndSet(3, new byte[1])).version()).isZero();
        assertThat(join(state.compareAndSet(0, new byte[] {1, 2})).version()).isEqualTo(1);
        LogicalUnitState.Versioned lost = join(state.compareAndSet(0, new byte[] {9}));
        assertThat(lost.version()).isEqualTo(1);
        assertThat(lost.content()).containsExactly(1, 2);
        assertThat(join(state.compareAndSet(1, new byte[0])).version()).isEqualTo(2);
        assertThat(join(state.compareAndSet(1, new byte[5])).content()).isEmpty();
        byte[] big = new byte[LogicalUnitState.MAX_BYTES];
        assertThat(join(state.compareAndSet(2, big)).version()).isEqualTo(3);
        assertThatThrownBy(() -> join(state.compareAndSet(3, new byte[big.length + 1])))
                .isInstanceOf(IllegalArgumentException.class);
        join(image.close());
        Image again = join(images.open(NAME));
        assertThat(join(again.logicalUnitState().load()).content()).isEqualTo(big);
        join(again.close());
    }

    @Test
    void imagesWithoutLockOrMapWorkAlike() {
        join(images.create(new ImageSpec(NAME, 8 * MIB, MIB, 0, 0, Set.of(Feature.LAYERING))));
        Image image = join(images.open(NAME));
        Device device = new Device(image);
        device.write(MIB / 2, filled(2 << 20, 4));
        device.unmap(MIB, MIB);
        byte[] expected = filled(2 << 20, 4);
        Arrays.fill(expected, 1 << 19, 3 << 19, (byte) 0);
        assertThat(device.read(MIB / 2, 2 << 20)).isEqualTo(expected);
        join(images.resize(NAME, 16 * MIB, false));
        join(images.resize(NAME, MIB, true));
        join(image.close());
    }

    @Test
    void randomCallsLeaveWhatAByteArrayHas() {
        Random random = Seed.random();
        runModel(random, spec(256 << 10, 4096, 0, 0));
        runModel(random, spec(3 * MIB, MIB, 65536, 4));
        runModel(random, spec(1_000_448, 65536, 512, 3));
        runModel(random, spec(10 * MIB, 4 * MIB, 0, 0));
    }

    private void runModel(Random random, ImageSpec spec) {
        Image image = create(spec);
        ImageModel model = new ImageModel(images, image, NAME, random);
        for (int i = 0; i < 40; i++) {
            model.concurrently();
            if (i % 10 == 9) {
                model.resize();
            }
        }
        model.check();
        join(image.close());
        checkObjectMap(image.id(), spec, image.sizeBytes());
        Image again = join(images.open(NAME));
        model.check(again);
        join(again.close());
        join(images.delete(NAME, _ -> {}));
    }

    /** What exists is never recorded as absent; and nothing is held. */
    private void checkObjectMap(String id, ImageSpec spec, long sizeBytes) {
        ObjectContext context = store.context(store.pools().getFirst(), "");
        BitVector map =
                BitVector.decode(
                        new Decoder(
                                StoreCalls.exec(
                                        context,
                                        "rbd_object_map." + id,
                                        "rbd",
                                        "object_map_load",
                                        _ -> {})));
        ObjectNames names = new ObjectNames("rbd_data." + id, ObjectNames.DIGITS_2);
        for (String name : join(context.list(names.prefix()))) {
            long object = names.number(name);
            assertThat(object).as(name).isBetween(0L, map.size() - 1);
            assertThat(map.get(object)).as("state of %s", name).isEqualTo(ObjectState.EXISTS);
        }
        for (long object = 0; object < map.size(); object++) {
            assertThat(map.get(object)).isNotEqualTo(ObjectState.PENDING);
        }
        assertThat(map.size()).isEqualTo(SpecCheck.striper(spec).objects(sizeBytes));
        assertThat(join(ImageLock.holders(context, "rbd_header." + id)).lockers()).isEmpty();
        assertThat(join(ImageLock.holders(context, "rbd_object_map." + id)).lockers()).isEmpty();
    }
}
