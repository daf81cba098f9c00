package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.rbd.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What copies do on every store, what stopping them leaves, and how long work is recorded. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class LongWorkContract {

    private static final int OBJECT = 16 << 10;
    private static final int OBJECTS = 16;
    private static final ImageName SOURCE = new ImageName("rbd", "", "source");
    private static final ImageName COPY = new ImageName("rbd", "", "copy");
    private static final String SNAPSHOT = "for-the-copy";
    private static final CopySpec SPEC = new CopySpec(SOURCE, SNAPSHOT, true, COPY);

    private ObjectStore store;
    private Images images;

    /** An empty store with pool rbd. */
    abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
        images = new Images(store, new Random(5));
        join(
                images.create(
                        new ImageSpec(SOURCE, OBJECTS * OBJECT, OBJECT, 0, 0, Feature.DEFAULTS)));
        Image source = join(images.open(SOURCE));
        new Device(source).write(0, content());
        join(source.close());
    }

    @AfterEach
    void close() {
        join(store.close());
    }

    private static byte[] content() {
        byte[] bytes = new byte[OBJECTS * OBJECT];
        for (int object = 0; object < OBJECTS; object++) {
            Arrays.fill(bytes, object * OBJECT, (object + 1) * OBJECT, (byte) (object + 1));
        }
        return bytes;
    }

    private byte[] content(ImageName name) {
        Image image = join(images.open(name));
        byte[] bytes = new Device(image).read(0, (int) image.sizeBytes());
        join(image.close());
        return bytes;
    }

    private ImageInfo info(ImageName name) {
        return join(images.info(name));
    }

    private ImageException refusal(Supplier<CompletableFuture<?>> call) {
        return catchThrowableOfType(ImageException.class, () -> join(call.get()));
    }

    private CompletableFuture<Void> copy(boolean again) {
        return images.copies().copy(SPEC, again, _ -> {}, () -> false);
    }

    /** Counts what is asked, and says yes from some time on. */
    private static final class Cancelled {
        private final AtomicInteger asked = new AtomicInteger();
        private final int after;

        Cancelled(int after) {
            this.after = after;
        }

        boolean isSo() {
            return asked.getAndIncrement() >= after;
        }
    }

    @Test
    void aCopyHasTheContentAndLeavesNothingElse() {
        List<Double> progress = new ArrayList<>();
        join(
                images.copies()
                        .copy(
                                SPEC,
                                false,
                                done -> {
                                    synchronized (progress) {
                                        progress.add(done);
                                    }
                                },
                                () -> false));
        assertThat(progress).contains(1.0);
        assertThat(info(COPY).parent()).isEmpty();
        assertThat(info(SOURCE).snapshots()).isEmpty();
        assertThat(content(COPY)).isEqualTo(content());
        ObjectMapTruth.check(store, COPY);
    }

    @Test
    void aSnapshotIsCopiedAndStays() {
        join(images.snapshots().create(SOURCE, "mine"));
        join(images.snapshots().setProtected(SOURCE, "mine", true));
        Image source = join(images.open(SOURCE));
        new Device(source).write(0, new byte[OBJECT]);
        join(source.close());

        CopySpec spec = new CopySpec(SOURCE, "mine", false, COPY);
        join(images.copies().copy(spec, false, _ -> {}, () -> false));

        assertThat(content(COPY)).isEqualTo(content());
        assertThat(info(SOURCE).snapshots()).hasSize(1);
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        join(images.create(ImageSpec.of(COPY, OBJECT)));
        assertThat(refusal(() -> copy(false)).reason())
                .isEqualTo(ImageException.Reason.ALREADY_EXISTS);
        assertThat(info(COPY).sizeBytes()).isEqualTo(OBJECT);
    }

    @Test
    void aCopyThatWasCutShortGoesOnFromEachStep() {
        join(images.snapshots().create(SOURCE, SNAPSHOT));
        join(copy(true));
        assertThat(content(COPY)).isEqualTo(content());
        // All but the removal of the snapshot.
        join(images.snapshots().create(SOURCE, SNAPSHOT));
        join(copy(true));
        assertThat(info(SOURCE).snapshots()).isEmpty();
    }

    @Test
    void anotherOnesCloneIsNoCopyToGoOnWith() {
        join(images.snapshots().create(SOURCE, "mine"));
        join(images.snapshots().setProtected(SOURCE, "mine", true));
        join(images.clones().create(CloneSpec.of(SOURCE, "mine", COPY)));
        assertThat(refusal(() -> copy(true)).reason())
                .isEqualTo(ImageException.Reason.ALREADY_EXISTS);
        join(images.copies().undo(SPEC));
        assertThat(info(COPY).parent()).isPresent();
    }

    @Test
    void aFlattenThatIsCancelledIsUnfinishedAndGoesOn() {
        join(images.snapshots().create(SOURCE, "mine"));
        join(images.snapshots().setProtected(SOURCE, "mine", true));
        join(images.clones().create(CloneSpec.of(SOURCE, "mine", COPY)));
        Cancelled cancelled = new Cancelled(5);
        AtomicInteger done = new AtomicInteger();

        assertThat(
                        refusal(() ->
                                        images.clones()
                                                .flatten(
                                                        COPY,
                                                        _ -> done.incrementAndGet(),
                                                        cancelled::isSo))
                                .reason())
                .isEqualTo(ImageException.Reason.FAILED);

        assertThat(done).hasValue(5);
        assertThat(info(COPY).parent()).isPresent();
        assertThat(content(COPY)).isEqualTo(content());
        join(images.clones().flatten(COPY, _ -> {}));
        assertThat(info(COPY).parent()).isEmpty();
        assertThat(content(COPY)).isEqualTo(content());
    }

    @Test
    void aCopyThatIsCancelledIsTakenAway() {
        Cancelled cancelled = new Cancelled(5);
        assertThat(refusal(() -> images.copies().copy(SPEC, false, _ -> {}, cancelled::isSo)))
                .isNotNull();
        assertThat(info(COPY).parent()).isPresent();

        join(images.copies().undo(SPEC));
        join(images.copies().undo(SPEC));

        assertThat(join(images.find(COPY))).isEmpty();
        assertThat(info(SOURCE).snapshots()).isEmpty();
        assertThat(content(SOURCE)).isEqualTo(content());
        join(copy(false));
        assertThat(content(COPY)).isEqualTo(content());
    }

    private static WorkRecord record(long number) {
        return new WorkRecord(
                number,
                "image.copy",
                "rbd/a to rbd/b",
                "admin",
                Instant.ofEpochSecond(1_790_000_000L + number, 5000),
                Map.of("image", "rbd/a", "number", Long.toString(number)),
                false,
                Optional.empty());
    }

    @Test
    void recordsAreKeptByOwnerInTheOrderOfTheirNumbers() {
        WorkRecords records = images.work("one");
        assertThat(join(records.list())).isEmpty();
        List<WorkRecord> expected = new ArrayList<>();
        // More than one query answers.
        for (long number = 1; number <= 300; number++) {
            expected.add(record(number));
        }
        List<WorkRecord> written = new ArrayList<>(expected);
        Collections.shuffle(written, new Random(1));
        written.forEach(it -> join(records.put(it)));
        join(images.work("two").put(record(7)));

        assertThat(join(records.list())).isEqualTo(expected);
        assertThat(join(images.work("two").list())).containsExactly(record(7));
    }

    @Test
    void aRecordIsReplacedAndForgotten() {
        WorkRecords records = images.work("one");
        join(records.put(record(1)));
        join(records.put(record(2)));
        join(records.put(record(1).cancelling()));
        join(records.put(record(2).ended(new WorkRecord.End.Failed("no space"))));
        assertThat(join(records.list()))
                .containsExactly(
                        record(1).cancelling(),
                        record(2).ended(new WorkRecord.End.Failed("no space")));
        join(records.remove(1));
        join(records.remove(1));
        join(images.work("nobody").remove(1));
        assertThat(join(records.list())).extracting(WorkRecord::number).containsExactly(2L);
    }

    @Test
    void recordsOutliveTheirImages() {
        join(images.work("one").put(record(1).ended(new WorkRecord.End.Cancelled())));
        assertThat(join(images.list("rbd", ""))).containsExactly(SOURCE);
        join(images.delete(SOURCE, _ -> {}));
        assertThat(join(images.work("one").list()))
                .extracting(WorkRecord::end)
                .isEqualTo(List.of(Optional.of(new WorkRecord.End.Cancelled())));
        assertThat(join(images.list("rbd", ""))).isEmpty();
    }
}
