package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.ImageException.Reason;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.StoreCalls;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Format 1, data pools and the limits of layouts, on every store. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class LayoutContract {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");
    private static final ImageName OTHER = new ImageName("rbd", "", "other");

    private ObjectStore store;
    private Images images;

    /** An empty store with pools rbd and data. */
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

    private static void refused(Reason reason, String why, Supplier<CompletableFuture<?>> call) {
        ImageException refusal = catchThrowableOfType(ImageException.class, () -> join(call.get()));
        assertThat(refusal).isNotNull().hasMessageContaining(why);
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
    }

    private ObjectContext context(String pool) {
        return store.context(store.pool(pool).orElseThrow(), "");
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private byte[] read(ImageName name, Optional<String> snapshot, long offset, int length) {
        Image image =
                join(
                        snapshot.isPresent()
                                ? images.openSnapshot(name, snapshot.get())
                                : images.open(name));
        byte[] bytes = new Device(image).read(offset, length);
        join(image.close());
        return bytes;
    }

    @Test
    void anImageOfFormat1IsMadeWrittenAndResized() {
        ImageInfo made = join(images.create(ImageSpec.format1(NAME, 8 * MIB, MIB)));
        assertThat(made.format()).isEqualTo(1);
        assertThat(made.features()).isEmpty();
        assertThat(made.sizeBytes()).isEqualTo(8 * MIB);
        assertThat(made.objectBytes()).isEqualTo(MIB);
        assertThat(made.id()).matches("rb\\.[0-9a-f]+\\.[0-9a-f]+\\.[0-9a-f]+");
        assertThat(join(images.list("rbd", ""))).containsExactly(NAME);
        Image image = join(images.open(NAME));
        Device device = new Device(image);
        device.write(MIB - 5, filled(3_000_000, 7));
        device.unmap(2 * MIB, MIB);
        assertThat(device.compareAndWrite(MIB, new byte[] {7}, new byte[] {8}))
                .isEqualTo(Outcome.DONE);
        join(image.close());
        assertThat(join(context("rbd").list(made.id() + ".")))
                .contains(made.id() + ".000000000000", made.id() + ".000000000001");
        assertThat(read(NAME, Optional.empty(), MIB - 6, 8))
                .containsExactly(0, 7, 7, 7, 7, 7, 8, 7);
        assertThat(read(NAME, Optional.empty(), 2 * MIB - 1, 3)).containsExactly(7, 0, 0);
        assertThat(join(images.resize(NAME, 20 * MIB, false)).sizeBytes()).isEqualTo(20 * MIB);
        join(images.resize(NAME, MIB, true));
        join(images.resize(NAME, 2 * MIB, false));
        assertThat(read(NAME, Optional.empty(), MIB - 2, 4)).containsExactly(7, 7, 0, 0);
        join(images.delete(NAME, _ -> {}));
        assertThat(join(images.list("rbd", ""))).isEmpty();
        assertThat(join(context("rbd").list("")).stream().filter(o -> o.contains("rb.")).toList())
                .isEmpty();
    }

    @Test
    void anImageOfFormat1KeepsSnapshotsAndGoesBackToThem() {
        join(images.create(ImageSpec.format1(NAME, 4 * MIB, MIB)));
        Image image = join(images.open(NAME));
        Device device = new Device(image);
        device.write(0, filled(1000, 1));
        Snapshot a = join(images.snapshots().create(NAME, "a"));
        device.write(0, filled(500, 2));
        device.write(3 * MIB, filled(10, 2));
        Snapshot b = join(images.snapshots().create(NAME, "b"));
        assertThat(b.id()).isGreaterThan(a.id());
        device.write(0, filled(250, 3));
        assertThat(read(NAME, Optional.of("a"), 0, 1000)).isEqualTo(filled(1000, 1));
        assertThat(read(NAME, Optional.of("b"), 0, 500)).isEqualTo(filled(500, 2));
        assertThat(read(NAME, Optional.of("a"), 3 * MIB, 10)).isEqualTo(new byte[10]);
        assertThat(join(images.snapshots().rename(NAME, "b", "c")).name()).isEqualTo("c");
        refused(Reason.ALREADY_EXISTS, "", () -> images.snapshots().create(NAME, "c"));
        assertThat(join(images.info(NAME)).snapshots())
                .extracting(Snapshot::name)
                .containsExactly("a", "c");
        refused(Reason.IN_USE, "", () -> images.delete(NAME, _ -> {}));
        join(images.snapshots().rollback(NAME, "a", _ -> {}));
        assertThat(device.read(0, 1000)).isEqualTo(filled(1000, 1));
        assertThat(device.read(3 * MIB, 10)).isEqualTo(new byte[10]);
        join(image.close());
        join(images.snapshots().delete(NAME, "a", _ -> {}));
        assertThat(read(NAME, Optional.of("c"), 0, 500)).isEqualTo(filled(500, 2));
        assertThat(read(NAME, Optional.empty(), 0, 1000)).isEqualTo(filled(1000, 1));
        join(images.snapshots().delete(NAME, "c", _ -> {}));
        join(images.delete(NAME, _ -> {}));
    }

    @Test
    void anImageOfFormat1IsRenamed() {
        ImageInfo made = join(images.create(ImageSpec.format1(NAME, 4 * MIB, MIB)));
        join(images.create(ImageSpec.of(new ImageName("rbd", "", "newer"), MIB)));
        Image image = join(images.open(NAME));
        new Device(image).write(5, (byte) 9);
        join(image.close());
        refused(Reason.ALREADY_EXISTS, "newer", () -> images.settings().rename(NAME, "newer"));
        join(images.settings().rename(NAME, "other"));
        assertThat(join(images.info(OTHER)).id()).isEqualTo(made.id());
        assertThat(read(OTHER, Optional.empty(), 5, 1)).containsExactly(9);
        refused(Reason.NOT_FOUND, "does not exist", () -> images.open(NAME));
        assertThat(join(images.list("rbd", "")))
                .containsExactly(new ImageName("rbd", "", "newer"), OTHER);
        refused(
                Reason.ALREADY_EXISTS,
                "other",
                () -> images.settings().rename(new ImageName("rbd", "", "newer"), "other"));
    }

    @Test
    void format1OffersWhatItHasAndRefusesTheRest() {
        join(images.create(ImageSpec.format1(NAME, 4 * MIB, MIB)));
        refused(
                Reason.ALREADY_EXISTS,
                "demo already exists",
                () -> images.create(ImageSpec.format1(NAME, 4 * MIB, MIB)));
        refused(
                Reason.ALREADY_EXISTS,
                "demo already exists",
                () -> images.create(ImageSpec.of(NAME, MIB)));
        join(images.create(ImageSpec.of(OTHER, MIB)));
        refused(
                Reason.ALREADY_EXISTS,
                "other already exists",
                () -> images.create(ImageSpec.format1(OTHER, 4 * MIB, MIB)));
        refused(
                Reason.INVALID,
                "namespace",
                () -> images.create(ImageSpec.format1(new ImageName("rbd", "n", "x"), MIB, MIB)));
        refused(
                Reason.INVALID,
                "features: format 1",
                () ->
                        images.create(
                                new ImageSpec(
                                        new ImageName("rbd", "", "x"),
                                        MIB,
                                        MIB,
                                        0,
                                        0,
                                        Set.of(Feature.LAYERING),
                                        Optional.empty(),
                                        1)));
        refused(Reason.UNSUPPORTED, "format 1", () -> images.trash().move(NAME, Duration.ZERO));
        refused(Reason.UNSUPPORTED, "format 1", () -> images.settings().metadata(NAME));
        refused(
                Reason.UNSUPPORTED,
                "format 1",
                () -> images.settings().enable(NAME, Set.of(Feature.EXCLUSIVE_LOCK), _ -> {}));
        refused(
                Reason.UNSUPPORTED,
                "no object map",
                () -> images.objectMaps().check(NAME, _ -> {}));
        join(images.snapshots().create(NAME, "s"));
        refused(Reason.UNSUPPORTED, "", () -> images.snapshots().setProtected(NAME, "s", true));
    }

    @Test
    void dataGoesToItsPoolAndTheRestStays() {
        ImageInfo made =
                join(
                        images.create(
                                new ImageSpec(NAME, 8 * MIB, MIB, 0, 0, Feature.DEFAULTS)
                                        .withDataPool("data")));
        assertThat(made.dataPool()).contains("data");
        assertThat(made.features()).contains(Feature.DATA_POOL);
        Image image = join(images.open(NAME));
        new Device(image).write(MIB - 1, filled(2, 5));
        join(images.snapshots().create(NAME, "s"));
        new Device(image).write(MIB, filled(2, 6));
        new Device(image).unmap(0, MIB);
        join(image.close());
        String prefix = "rbd_data." + made.poolId() + "." + made.id() + ".";
        assertThat(join(context("rbd").list("rbd_data"))).isEmpty();
        assertThat(join(context("data").list(prefix))).contains(prefix + "0000000000000001");
        assertThat(read(NAME, Optional.of("s"), MIB - 1, 2)).containsExactly(5, 5);
        assertThat(read(NAME, Optional.empty(), MIB - 1, 3)).containsExactly(0, 6, 6);
        assertThat(join(images.objectMaps().check(NAME, _ -> {})).clean()).isTrue();
        assertThat(join(images.info(NAME)).usedBytes()).isPositive();
        join(images.resize(NAME, MIB, true));
        join(images.snapshots().rollback(NAME, "s", _ -> {}));
        assertThat(read(NAME, Optional.empty(), MIB - 1, 2)).containsExactly(5, 5);
        join(images.snapshots().delete(NAME, "s", _ -> {}));
        join(images.settings().rename(NAME, "other"));
        assertThat(read(OTHER, Optional.empty(), MIB - 1, 2)).containsExactly(5, 5);
        join(images.delete(OTHER, _ -> {}));
        assertThat(StoreCalls.read(context("data"), "rbd_info", 0, 19))
                .asString()
                .isEqualTo("overwrite validated");
    }

    @Test
    void aDataPoolThatCannotBeIsRefusedByTheField() {
        refused(
                Reason.NOT_FOUND,
                "dataPool: pool missing",
                () -> images.create(ImageSpec.of(NAME, MIB).withDataPool("missing")));
        refused(
                Reason.INVALID,
                "features: data-pool needs dataPool",
                () ->
                        images.create(
                                new ImageSpec(NAME, MIB, MIB, 0, 0, Set.of(Feature.DATA_POOL))));
        assertThat(join(images.create(ImageSpec.of(NAME, MIB).withDataPool("rbd"))).features())
                .isEqualTo(Feature.DEFAULTS);
    }

    @Test
    void theSmallestAndTheLargestObjectsWork() {
        for (long objectBytes : new long[] {4096, 32 * MIB}) {
            join(images.create(new ImageSpec(NAME, 40 * MIB, objectBytes, 0, 0, Feature.DEFAULTS)));
            Image image = join(images.open(NAME));
            Device device = new Device(image);
            device.write(objectBytes - 3, filled(20_000, 4));
            assertThat(device.read(objectBytes - 4, 20_002)).startsWith(0, 4).endsWith(4, 0);
            join(image.close());
            assertThat(join(images.objectMaps().check(NAME, _ -> {})).clean()).isTrue();
            join(images.delete(NAME, _ -> {}));
        }
    }
}
