package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which operations an image sends, in which order, and what it makes of their errors. */
final class ImageStepsTest {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");

    /** Completions that wait until a test runs them; at once while {@link #now}. */
    private final Deque<Runnable> completions = new ArrayDeque<>();

    private boolean now = true;
    private final MemoryObjectStore store =
            new MemoryObjectStore(completion -> {
                if (now) {
                    completion.run();
                } else {
                    completions.add(completion);
                }
            });
    private final Images images = new Images(store, new Random(5));

    private Image opened(ImageSpec spec) {
        join(images.create(spec));
        Image image = join(images.open(NAME));
        store.forgetWritten();
        return image;
    }

    private static ImageSpec spec(long objectBytes) {
        return new ImageSpec(NAME, 16 * MIB, objectBytes, 0, 0, Feature.DEFAULTS);
    }

    private List<String> steps() {
        List<String> steps =
                store.written().stream()
                        .map(w -> shortened(w.object()) + ": " + steps(w.operation().steps()))
                        .toList();
        store.forgetWritten();
        return steps;
    }

    private static String shortened(String object) {
        return object.replaceAll("\\.[0-9a-f]+(\\.|$)", "$1").replaceAll("\\b0{15}", "");
    }

    private static String steps(List<Step> steps) {
        List<String> names = new ArrayList<>();
        for (Step step : steps) {
            names.add(
                    switch (step) {
                        case Step.Exec exec -> exec.method();
                        case Step.AllocationHint hint when hint.recorded() -> "(AllocationHint)";
                        case Step other -> other.getClass().getSimpleName();
                    });
        }
        return String.join(" ", names);
    }

    @Test
    void createOpenAndCloseFollowLibrbd() {
        join(images.create(new ImageSpec(NAME, MIB, MIB, 4096, 2, Feature.DEFAULTS)));
        assertThat(steps())
                .containsExactly(
                        "rbd_info: Write",
                        "rbd_info: Write",
                        "rbd_directory: dir_add_image",
                        "rbd_id.demo: Create set_id",
                        "rbd_header: Create create",
                        "rbd_header: set_stripe_unit_count",
                        "rbd_object_map: object_map_resize");
        Image image = join(images.open(NAME));
        assertThat(steps()).containsExactly("rbd_header: lock", "rbd_object_map: lock");
        join(image.close());
        assertThat(steps()).containsExactly("rbd_object_map: unlock", "rbd_header: unlock");
        join(images.delete(NAME, _ -> {}));
        assertThat(steps())
                .containsSubsequence(
                        "rbd_header: Remove",
                        "rbd_object_map: Remove",
                        "rbd_id.demo: Remove",
                        "rbd_directory: dir_remove_image");
    }

    @Test
    void theSecondImageFindsThePoolValidated() {
        join(images.create(ImageSpec.of(NAME, MIB)));
        store.forgetWritten();
        join(images.create(ImageSpec.of(new ImageName("rbd", "", "b"), MIB)));
        assertThat(steps()).first().isEqualTo("rbd_directory: dir_add_image");
    }

    @Test
    void idsEndWithChanceAndHaveFourteenDigitsAtMost() {
        assertThat(ImageCreator.newId(0x112b, 0x6b8b4567)).isEqualTo("112b6b8b4567");
        assertThat(ImageCreator.newId(0x123456789abcL, 0x6b8b4567)).isEqualTo("789abc6b8b4567");
    }

    @Test
    void anObjectIsRecordedBeforeItsFirstWriteOnlyAndItsHintIsNeededThen() {
        Device device = new Device(opened(spec(MIB)));
        device.write(5, (byte) 1);
        device.write(6, (byte) 1);
        device.write(0, new byte[1 << 20]);
        assertThat(steps())
                .containsExactly(
                        "rbd_object_map: assert_locked object_map_update",
                        "rbd_data.0: AllocationHint Write",
                        "rbd_data.0: (AllocationHint) Write",
                        "rbd_data.0: (AllocationHint) WriteFull");
    }

    @Test
    void unmapsRemoveTruncateOrZeroAndSkipWhatIsAbsent() {
        Device device = new Device(opened(spec(MIB)));
        device.unmap(0, 16 * MIB);
        assertThat(steps()).isEmpty();
        device.write(MIB, new byte[2 << 20]);
        steps();
        device.unmap(MIB, MIB);
        assertThat(steps())
                .containsExactly(
                        "rbd_object_map: assert_locked object_map_update",
                        "rbd_data.1: Remove",
                        "rbd_object_map: assert_locked object_map_update");
        device.unmap(2 * MIB + 1, 100);
        device.unmap(2 * MIB + 7, 5 * MIB);
        assertThat(steps()).containsExactly("rbd_data.2: Zero", "rbd_data.2: Truncate");
    }

    @Test
    void dataWaitsForItsRecordAndRunsOfObjectsShareOne() {
        Image image = opened(spec(4096));
        now = false;
        List<CompletableFuture<Outcome>> writes = new ArrayList<>();
        for (int object = 0; object < 20; object++) {
            long offset = 4096L * object;
            writes.add(
                    Device.start(c ->
                            image.write(
                                    offset,
                                    List.of(Device.direct((byte) 1)),
                                    Durability.CACHED,
                                    c)));
        }
        writes.add(
                Device.start(c ->
                        image.write(1, List.of(Device.direct((byte) 2)), Durability.CACHED, c)));
        assertThat(steps())
                .hasSize(4)
                .allMatch(step -> step.equals("rbd_object_map: assert_locked object_map_update"));
        while (!completions.isEmpty()) {
            completions.poll().run();
        }
        assertThat(writes).allMatch(write -> join(write).equals(Outcome.DONE));
        assertThat(steps().stream().filter(step -> step.startsWith("rbd_object_map"))).hasSize(1);
        now = true;
        assertThat(new Device(image).read(0, 2)).containsExactly(1, 2);
        join(image.close());
    }

    @Test
    void aFailedRecordFailsTheWriteAndTheNextTriesAgain() {
        Image image = opened(spec(MIB));
        store.failWrites((object, _) -> object.startsWith("rbd_object_map") ? -Errno.ENOSPC : 0);
        assertThat(error(image)).isEqualTo(BlockError.OUT_OF_SPACE);
        assertThat(steps()).noneMatch(step -> step.startsWith("rbd_data"));
        store.failWrites(null);
        new Device(image).write(0, (byte) 1);
        assertThat(new Device(image).read(0, 1)).containsExactly(1);
        join(image.close());
    }

    @Test
    void errorsOfTheStoreBecomeErrorsOfTheDevice() {
        Image image = opened(spec(MIB));
        Map<Integer, BlockError> expected =
                Map.of(
                        Errno.EIO, BlockError.WRITE_ERROR,
                        Errno.ENOSPC, BlockError.OUT_OF_SPACE,
                        Errno.EDQUOT, BlockError.OUT_OF_SPACE,
                        Errno.EROFS, BlockError.WRITE_PROTECTED,
                        Errno.ESHUTDOWN, BlockError.FENCED,
                        Errno.EBUSY, BlockError.FENCED,
                        Errno.EAGAIN, BlockError.BUSY,
                        Errno.EINVAL, BlockError.INTERNAL,
                        Errno.EOPNOTSUPP, BlockError.UNSUPPORTED);
        expected.forEach((errno, error) -> {
            store.failWrites((_, _) -> -errno);
            assertThat(error(image)).as("errno %d", errno).isEqualTo(error);
        });
        store.failWrites(null);
        join(image.close());
    }

    private static BlockError error(Image image) {
        Outcome outcome =
                Device.wait(c ->
                        image.write(0, List.of(Device.direct((byte) 1)), Durability.CACHED, c));
        return ((Outcome.Failed) outcome).error();
    }

    @Test
    void whatThisVersionCannotDoIsRefusedByName() {
        join(opened(spec(MIB)).close());
        String header =
                store.names("").stream()
                        .filter(name -> name.startsWith("rbd_header"))
                        .findFirst()
                        .orElseThrow();
        refused(header, "features", e -> e.u64(0x7d), "journaling");
        refused(header, "features", e -> e.u64(0x100003dL), "1000000");
    }

    private void refused(
            String header, String key, java.util.function.Consumer<Encoder> value, String message) {
        StoreCalls.write(store.context(MemoryObjectStore.POOL, ""), header, set(key, value));
        assertThat(refusal()).hasMessageContaining(message);
    }

    private static Step set(String key, java.util.function.Consumer<Encoder> value) {
        return new Step.OmapSet(Map.of(OmapKey.of(key), Encoder.bytes(value)));
    }

    private ImageException refusal() {
        ImageException refusal =
                catchThrowableOfType(ImageException.class, () -> join(images.open(NAME)));
        assertThat(refusal.reason()).isEqualTo(ImageException.Reason.UNSUPPORTED);
        ImageException delete =
                catchThrowableOfType(
                        ImageException.class, () -> join(images.delete(NAME, _ -> {})));
        assertThat(delete.reason()).isEqualTo(ImageException.Reason.UNSUPPORTED);
        return refusal;
    }

    @Test
    void aCallDuringAResizeWaitsForIt() {
        Image image = opened(spec(MIB));
        now = false;
        CompletableFuture<ImageInfo> resized = images.resize(NAME, 32 * MIB, false);
        CompletableFuture<Outcome> write =
                Device.start(c ->
                        image.write(
                                31 * MIB, List.of(Device.direct((byte) 1)), Durability.CACHED, c));
        assertThat(write).isNotDone();
        while (!completions.isEmpty()) {
            completions.poll().run();
        }
        assertThat(join(write)).isEqualTo(Outcome.DONE);
        assertThat(join(resized).sizeBytes()).isEqualTo(32 * MIB);
        now = true;
        join(image.close());
    }
}
