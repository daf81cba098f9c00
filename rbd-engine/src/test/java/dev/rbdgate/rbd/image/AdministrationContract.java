package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.image.ImageException.Reason;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done to images besides their bytes, on every store. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class AdministrationContract {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");
    private static final ImageName OTHER = new ImageName("rbd", "", "other");

    private ObjectStore store;
    private Images images;
    private Instant now = Instant.ofEpochSecond(1_800_000_000L);

    /** An empty store with pool rbd. */
    abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
        images = new Images(store, new Random(5), Timing.system(), () -> now);
    }

    @AfterEach
    void close() {
        join(store.close());
    }

    private static ImageException refused(Reason reason, Supplier<CompletableFuture<?>> call) {
        ImageException refusal = catchThrowableOfType(ImageException.class, () -> join(call.get()));
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        return refusal;
    }

    private ImageInfo create(ImageName name, Feature... features) {
        return join(images.create(new ImageSpec(name, 8 * MIB, MIB, 0, 0, Set.of(features))));
    }

    private void write(ImageName name, long offset, int value) {
        Image image = join(images.open(name));
        new Device(image).write(offset, (byte) value);
        join(image.close());
    }

    private byte read(ImageName name, long offset) {
        Image image = join(images.open(name));
        byte value = new Device(image).read(offset, 1)[0];
        join(image.close());
        return value;
    }

    @Test
    void namespacesKeepTheirImagesApart() {
        Namespaces namespaces = images.namespaces();
        assertThat(join(namespaces.list("rbd"))).isEmpty();
        join(namespaces.create("rbd", "b"));
        join(namespaces.create("rbd", "a"));
        assertThat(join(namespaces.list("rbd"))).containsExactly("a", "b");
        refused(Reason.ALREADY_EXISTS, () -> namespaces.create("rbd", "a"));
        refused(Reason.INVALID, () -> namespaces.create("rbd", "a/b"));
        refused(Reason.INVALID, () -> namespaces.create("rbd", ""));
        refused(Reason.NOT_FOUND, () -> namespaces.create("missing", "a"));
        refused(Reason.NOT_FOUND, () -> namespaces.remove("rbd", "missing"));

        ImageName inA = new ImageName("rbd", "a", "demo");
        create(NAME);
        create(inA);
        write(inA, 5, 1);
        assertThat(read(NAME, 5)).isZero();
        assertThat(read(inA, 5)).isEqualTo((byte) 1);
        assertThat(join(images.list("rbd", "a"))).containsExactly(inA);
        assertThat(join(images.list("rbd", "b"))).isEmpty();

        assertThat(refused(Reason.IN_USE, () -> namespaces.remove("rbd", "a")))
                .hasMessageContaining("has images");
        create(new ImageName("rbd", "a", "second"));
        TrashEntry put = join(images.trash().move(inA, Duration.ZERO));
        join(images.delete(new ImageName("rbd", "a", "second"), _ -> {}));
        assertThat(refused(Reason.IN_USE, () -> namespaces.remove("rbd", "a")))
                .hasMessageContaining("trash");
        create(new ImageName("rbd", "a", "third"));
        join(images.delete(new ImageName("rbd", "a", "third"), _ -> {}));
        join(images.trash().remove("rbd", "a", put.id(), false, _ -> {}));
        join(namespaces.remove("rbd", "a"));
        join(namespaces.remove("rbd", "b"));
        assertThat(join(namespaces.list("rbd"))).isEmpty();
        assertThat(join(store.context(store.pools().getFirst(), "a").list(""))).isEmpty();
    }

    @Test
    void anImageInAMissingNamespaceIsRefusedByTheField() {
        assertThat(
                        refused(
                                Reason.NOT_FOUND,
                                () ->
                                        images.create(
                                                ImageSpec.of(
                                                        new ImageName("rbd", "nowhere", "x"),
                                                        MIB))))
                .hasMessage("namespace: nowhere does not exist in pool rbd");
        assertThat(join(store.context(store.pools().getFirst(), "nowhere").list(""))).isEmpty();
    }

    @Test
    void anImageComesBackFromTheTrashAsItWas() {
        ImageInfo made = join(images.create(ImageSpec.of(NAME, 8 * MIB)));
        write(NAME, 3 * MIB, 7);
        Trash trash = images.trash();
        TrashEntry entry = join(trash.move(NAME, Duration.ofHours(1)));
        assertThat(entry.id()).isEqualTo(made.id());
        assertThat(entry.name()).isEqualTo("demo");
        assertThat(entry.deletedAt()).isEqualTo(now);
        assertThat(entry.deferredUntil()).isEqualTo(now.plusSeconds(3600));
        assertThat(entry.source()).isEqualTo(TrashEntry.Source.USER);
        assertThat(entry.state()).isEqualTo(TrashEntry.State.NORMAL);
        assertThat(join(images.list("rbd", ""))).isEmpty();
        assertThat(join(trash.list("rbd", ""))).containsExactly(entry);
        refused(Reason.NOT_FOUND, () -> images.open(NAME));

        ImageInfo second = create(NAME);
        refused(Reason.ALREADY_EXISTS, () -> trash.restore("rbd", "", made.id(), ""));
        assertThat(join(trash.list("rbd", ""))).hasSize(1);
        refused(Reason.INVALID, () -> trash.restore("rbd", "", made.id(), "a/b"));
        refused(Reason.NOT_FOUND, () -> trash.restore("rbd", "", "beef", ""));
        assertThat(join(trash.restore("rbd", "", made.id(), "other"))).isEqualTo(OTHER);
        assertThat(join(trash.list("rbd", ""))).isEmpty();
        assertThat(join(images.list("rbd", ""))).containsExactly(NAME, OTHER);
        assertThat(join(images.info(OTHER)).id()).isEqualTo(made.id());
        assertThat(join(images.info(NAME)).id()).isEqualTo(second.id());
        assertThat(read(OTHER, 3 * MIB)).isEqualTo((byte) 7);

        join(trash.move(OTHER, Duration.ZERO));
        join(images.delete(NAME, _ -> {}));
        join(trash.restore("rbd", "", made.id(), ""));
        assertThat(join(images.list("rbd", ""))).containsExactly(OTHER);
    }

    @Test
    void theTrashKeepsImagesUntilTheirDefermentEnds() {
        ImageInfo first = join(images.create(ImageSpec.of(NAME, 8 * MIB)));
        ImageInfo second = join(images.create(ImageSpec.of(OTHER, 8 * MIB)));
        write(NAME, 0, 1);
        Trash trash = images.trash();
        join(trash.move(NAME, Duration.ofHours(1)));
        join(trash.move(OTHER, Duration.ofHours(2)));
        assertThat(
                        refused(
                                Reason.IN_USE,
                                () -> trash.remove("rbd", "", first.id(), false, _ -> {})))
                .hasMessageContaining("is kept until");
        assertThat(join(trash.purge("rbd", "", _ -> {}))).isEmpty();
        now = now.plusSeconds(3600);
        assertThat(join(trash.purge("rbd", "", _ -> {}))).containsExactly(first.id());
        assertThat(join(trash.list("rbd", "")))
                .extracting(TrashEntry::id)
                .containsExactly(second.id());
        List<Double> told = new ArrayList<>();
        join(trash.remove("rbd", "", second.id(), true, told::add));
        assertThat(join(trash.list("rbd", ""))).isEmpty();
        refused(Reason.NOT_FOUND, () -> trash.remove("rbd", "", second.id(), true, _ -> {}));
        assertThat(join(store.context(store.pools().getFirst(), "").list("")))
                .containsExactlyInAnyOrder("rbd_directory", "rbd_info", "rbd_trash");
    }

    @Test
    void anOpenImageIsNotPutAway() {
        join(images.create(ImageSpec.of(NAME, MIB)));
        Image image = join(images.open(NAME));
        refused(Reason.IN_USE, () -> images.trash().move(NAME, Duration.ZERO));
        join(image.close());
        refused(Reason.INVALID, () -> images.trash().move(NAME, Duration.ofSeconds(-1)));
        refused(Reason.INVALID, () -> images.trash().move(NAME, Duration.ofDays(10_000)));
        refused(Reason.NOT_FOUND, () -> images.trash().move(OTHER, Duration.ZERO));
    }

    @Test
    void aRenamedImageHasItsNewNameOnly() {
        ImageInfo made = join(images.create(ImageSpec.of(NAME, 8 * MIB)));
        write(NAME, 9, 4);
        ImageSettings settings = images.settings();
        join(settings.rename(NAME, "other"));
        assertThat(join(images.list("rbd", ""))).containsExactly(OTHER);
        assertThat(join(images.info(OTHER)).id()).isEqualTo(made.id());
        assertThat(read(OTHER, 9)).isEqualTo((byte) 4);
        refused(Reason.NOT_FOUND, () -> images.info(NAME));
        refused(Reason.NOT_FOUND, () -> settings.rename(NAME, "third"));
        create(NAME);
        refused(Reason.ALREADY_EXISTS, () -> settings.rename(NAME, "other"));
        refused(Reason.INVALID, () -> settings.rename(NAME, ""));
        join(settings.rename(NAME, "demo"));
        assertThat(read(NAME, 9)).isZero();
        join(settings.rename(OTHER, "third"));
        join(settings.rename(NAME, "other"));
        assertThat(join(images.list("rbd", "")))
                .containsExactly(OTHER, new ImageName("rbd", "", "third"));
    }

    @Test
    void anImageThatIsRenamedWhileItIsOpenStaysOpenUnderItsNewName() {
        create(NAME);
        join(images.snapshots().create(NAME, "s"));
        Image image = join(images.open(NAME));
        Image snapshot = join(images.openSnapshot(NAME, "s"));
        List<ImageName> told = new ArrayList<>();
        image.onChange(() -> told.add(image.name()));
        new Device(image).write(0, (byte) 5);

        join(images.settings().rename(NAME, "other"));
        assertThat(image.name()).isEqualTo(OTHER);
        assertThat(snapshot.name()).isEqualTo(OTHER);
        assertThat(told).containsOnly(OTHER);
        assertThat(join(image.info()).name()).isEqualTo(OTHER);
        assertThat(join(images.find("rbd", "", image.id()))).contains(OTHER);
        new Device(image).write(1, (byte) 6);
        refused(Reason.NOT_FOUND, () -> images.open(NAME));
        refused(Reason.IN_USE, () -> images.snapshots().delete(OTHER, "s", _ -> {}));
        Image again = join(images.open(OTHER));
        assertThat(again).isSameAs(image);
        join(again.close());

        Image next = openNew(NAME);
        new Device(next).write(0, (byte) 7);
        assertThat(new Device(image).read(0, 2)).containsExactly(5, 6);
        refused(Reason.IN_USE, () -> images.settings().rename(NAME, "other"));
        refused(Reason.IN_USE, () -> images.delete(OTHER, _ -> {}));
        join(next.close());
        join(snapshot.close());
        join(images.snapshots().delete(OTHER, "s", _ -> {}));
        join(image.close());
        assertThat(read(OTHER, 1)).isEqualTo((byte) 6);
        assertThat(read(NAME, 0)).isEqualTo((byte) 7);
        assertThat(join(images.find("rbd", "", "none"))).isEmpty();
    }

    private Image openNew(ImageName name) {
        create(name);
        return join(images.open(name));
    }

    /** As librbd: whoever does not know all that is to be kept in order changes nothing of it. */
    @Test
    void anImageWithOperationsOfANewerReleaseIsReadAndWrittenAndOtherwiseLeftAlone() {
        ImageInfo made = create(NAME, Feature.LAYERING);
        ObjectContext context = store.context(store.pools().getFirst(), "");
        long features = Feature.LAYERING.mask() | Feature.OPERATIONS.mask();
        StoreCalls.write(
                context,
                "rbd_header." + made.id(),
                new Step.OmapSet(
                        Map.of(
                                OmapKey.of("op_features"),
                                Encoder.bytes(e -> e.u64(1 << 10)),
                                OmapKey.of("features"),
                                Encoder.bytes(e -> e.u64(features)))));
        write(NAME, 0, 3);
        assertThat(read(NAME, 0)).isEqualTo((byte) 3);
        assertThat(refused(Reason.UNSUPPORTED, () -> images.resize(NAME, 16 * MIB, false)))
                .hasMessageContaining("newer release (bits 400)");
        refused(Reason.UNSUPPORTED, () -> images.snapshots().create(NAME, "s"));
        refused(Reason.UNSUPPORTED, () -> images.snapshots().rollback(NAME, "s", _ -> {}));
        refused(Reason.UNSUPPORTED, () -> images.settings().rename(NAME, "other"));
        refused(
                Reason.UNSUPPORTED,
                () -> images.settings().enable(NAME, Set.of(Feature.EXCLUSIVE_LOCK), _ -> {}));
        assertThat(read(NAME, 0)).isEqualTo((byte) 3);
    }

    @Test
    void anOpenImageOfFormat1KeepsItsName() {
        join(images.create(ImageSpec.format1(NAME, MIB, MIB)));
        Image image = join(images.open(NAME));
        assertThat(refused(Reason.IN_USE, () -> images.settings().rename(NAME, "other")))
                .hasMessageContaining("format 1");
        join(image.close());
        join(images.settings().rename(NAME, "other"));
        assertThat(join(images.info(OTHER)).format()).isEqualTo(1);
    }

    @Test
    void metadataIsKeptByKey() {
        create(NAME);
        ImageSettings settings = images.settings();
        assertThat(join(settings.metadata(NAME))).isEmpty();
        join(settings.setMetadata(NAME, "owner", "J\u00fcrgen"));
        join(settings.setMetadata(NAME, "conf_rbd_cache", "false"));
        join(settings.setMetadata(NAME, "empty", ""));
        join(settings.setMetadata(NAME, "owner", "somebody"));
        assertThat(join(settings.metadata(NAME)))
                .containsExactly(
                        Map.entry("conf_rbd_cache", "false"),
                        Map.entry("empty", ""),
                        Map.entry("owner", "somebody"));
        join(settings.removeMetadata(NAME, "empty"));
        assertThat(join(settings.metadata(NAME))).doesNotContainKey("empty");
        refused(Reason.NOT_FOUND, () -> settings.removeMetadata(NAME, "empty"));
        refused(Reason.INVALID, () -> settings.setMetadata(NAME, "", "x"));
        refused(Reason.INVALID, () -> settings.setMetadata(NAME, "x".repeat(1025), "x"));
        refused(Reason.INVALID, () -> settings.setMetadata(NAME, "x", "y".repeat(65_537)));
        refused(Reason.INVALID, () -> settings.setMetadata(NAME, "conf_cache", "x"));
        refused(Reason.NOT_FOUND, () -> settings.metadata(OTHER));
        for (int i = 0; i < 150; i++) {
            join(settings.setMetadata(NAME, "key%03d".formatted(i), "v" + i));
        }
        assertThat(join(settings.metadata(NAME))).hasSize(152).containsEntry("key149", "v149");
    }

    @Test
    void featuresAreSwitchedOnAndOff() {
        create(NAME, Feature.LAYERING, Feature.DEEP_FLATTEN);
        write(NAME, 3 * MIB, 1);
        ImageSettings settings = images.settings();
        refused(Reason.INVALID, () -> settings.enable(NAME, Set.of(Feature.OBJECT_MAP), _ -> {}));
        assertThat(join(settings.enable(NAME, Set.of(Feature.EXCLUSIVE_LOCK), _ -> {})).features())
                .containsExactlyInAnyOrder(
                        Feature.LAYERING, Feature.DEEP_FLATTEN, Feature.EXCLUSIVE_LOCK);
        assertThat(join(settings.enable(NAME, Set.of(Feature.FAST_DIFF), _ -> {})).features())
                .isEqualTo(Feature.DEFAULTS);
        assertThat(states(NAME)).isEqualTo("00010000");
        assertThat(join(images.objectMaps().states(NAME, Optional.empty())).fastDiffValid())
                .isTrue();
        write(NAME, 0, 1);
        assertThat(states(NAME)).isEqualTo("10010000");
        assertThat(
                        refused(
                                Reason.INVALID,
                                () -> settings.disable(NAME, Set.of(Feature.EXCLUSIVE_LOCK))))
                .hasMessageContaining("object-map needs exclusive-lock");
        for (Feature fixed :
                List.of(
                        Feature.LAYERING,
                        Feature.STRIPING,
                        Feature.DATA_POOL,
                        Feature.OPERATIONS)) {
            refused(Reason.INVALID, () -> settings.enable(NAME, Set.of(fixed), _ -> {}));
            refused(Reason.INVALID, () -> settings.disable(NAME, Set.of(fixed)));
        }
        refused(Reason.INVALID, () -> settings.enable(NAME, Set.of(Feature.DEEP_FLATTEN), _ -> {}));
        refused(
                Reason.UNSUPPORTED,
                () -> settings.enable(NAME, Set.of(Feature.JOURNALING), _ -> {}));
        assertThat(
                        join(settings.disable(
                                        NAME, Set.of(Feature.OBJECT_MAP, Feature.DEEP_FLATTEN)))
                                .features())
                .containsExactlyInAnyOrder(Feature.LAYERING, Feature.EXCLUSIVE_LOCK);
        refused(Reason.UNSUPPORTED, () -> images.objectMaps().states(NAME, Optional.empty()));
        assertThat(join(settings.disable(NAME, Set.of(Feature.EXCLUSIVE_LOCK))).features())
                .containsExactly(Feature.LAYERING);
        assertThat(join(settings.disable(NAME, Set.of(Feature.EXCLUSIVE_LOCK))).features())
                .containsExactly(Feature.LAYERING);
        assertThat(join(context().list("rbd_object_map"))).isEmpty();
        assertThat(read(NAME, 3 * MIB)).isEqualTo((byte) 1);
        assertThat(
                        join(settings.enable(
                                        NAME,
                                        Set.of(Feature.EXCLUSIVE_LOCK, Feature.OBJECT_MAP),
                                        _ -> {}))
                                .features())
                .contains(Feature.FAST_DIFF);
        assertThat(states(NAME)).isEqualTo("10010000");
    }

    private ObjectContext context() {
        return store.context(store.pools().getFirst(), "");
    }

    private String states(ImageName name) {
        StringBuilder text = new StringBuilder();
        join(images.objectMaps().states(name, Optional.empty()))
                .forEachRun((state, count) -> text.append(digit(state).repeat((int) count)));
        return text.toString();
    }

    private static String digit(ObjectMapStates.State state) {
        return switch (state) {
            case NONEXISTENT -> "0";
            case EXISTS -> "1";
            case PENDING -> "2";
            case EXISTS_CLEAN -> "3";
        };
    }

    private void spoilMap(String id, int... states) {
        BitVector map = new BitVector(states.length);
        for (int i = 0; i < states.length; i++) {
            map.set(i, states[i]);
        }
        assertThat(
                        StoreCalls.write(
                                context(),
                                "rbd_object_map." + id,
                                StoreCalls.rbd("object_map_save", e -> e.raw(map.toReply()))))
                .isZero();
    }

    @Test
    void objectMapsAreCheckedAndRebuilt() {
        ImageInfo made =
                create(NAME, Feature.EXCLUSIVE_LOCK, Feature.OBJECT_MAP, Feature.FAST_DIFF);
        write(NAME, 2 * MIB, 1);
        write(NAME, 7 * MIB, 1);
        ObjectMaps maps = images.objectMaps();
        assertThat(join(maps.check(NAME, _ -> {})).clean()).isTrue();
        assertThat(join(maps.check(NAME, _ -> {})).maps())
                .containsExactly(new ObjectMapCheck.Report("", true, 0, -1, 0));

        spoilMap(made.id(), 1, 0, 0, 0, 0, 2, 0, 1);
        assertThat(join(maps.check(NAME, _ -> {})).maps())
                .containsExactly(new ObjectMapCheck.Report("", true, 1, 2, 2));
        assertThat(join(maps.check(NAME, _ -> {})).clean()).isFalse();
        join(maps.rebuild(NAME, _ -> {}));
        assertThat(states(NAME)).isEqualTo("00100001");
        assertThat(join(maps.check(NAME, _ -> {})).clean()).isTrue();

        spoilMap(made.id(), 0, 0, 1, 0);
        assertThat(join(maps.check(NAME, _ -> {})).maps())
                .containsExactly(new ObjectMapCheck.Report("", false, 1, 7, 0));
        List<Double> told = new ArrayList<>();
        join(maps.rebuild(NAME, told::add));
        assertThat(told).isSorted().allMatch(part -> part >= 0 && part <= 1);
        assertThat(states(NAME)).isEqualTo("00100001");
    }

    @Test
    void aMapIsRebuiltUnderTheImageThatUsesIt() {
        ImageInfo made =
                create(NAME, Feature.EXCLUSIVE_LOCK, Feature.OBJECT_MAP, Feature.FAST_DIFF);
        Image image = join(images.open(NAME));
        Device device = new Device(image);
        device.write(2 * MIB, (byte) 1);
        spoilMap(made.id(), 3, 0, 0, 0, 0, 0, 0, 0);
        device.write(5 * MIB, (byte) 1);
        join(images.objectMaps().rebuild(NAME, _ -> {}));
        device.write(6 * MIB, (byte) 1);
        assertThat(device.read(2 * MIB, 1)).containsExactly(1);
        join(image.close());
        assertThat(states(NAME)).isEqualTo("00100110");
    }
}
