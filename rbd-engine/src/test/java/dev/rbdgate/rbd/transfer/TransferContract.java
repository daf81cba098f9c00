package dev.rbdgate.rbd.transfer;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.rbd.diff.ByteSink;
import dev.rbdgate.rbd.diff.ByteSource;
import dev.rbdgate.rbd.diff.DiffReader;
import dev.rbdgate.rbd.diff.DiffRecord;
import dev.rbdgate.rbd.diff.DiffVersion;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageException.Reason;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.rbd.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports and imports, on every store. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class TransferContract {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");
    private static final ImageName COPY = new ImageName("rbd", "", "copy");
    private static final Set<Feature> PLAIN = Set.of(Feature.LAYERING);

    private static final ByteSink NOWHERE =
            ChannelStreams.sink(Channels.newChannel(OutputStream.nullOutputStream()));

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private ObjectStore store;
    private Images images;
    private Transfers transfers;

    /** An empty store with pool rbd. */
    abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        System.out.println("-Dseed=" + seed);
        store = openStore();
        images = new Images(store);
        transfers = new Transfers(images);
    }

    @AfterEach
    void close() {
        transfers.close();
        join(store.close());
    }

    private static ImageSpec spec(
            ImageName name,
            long size,
            long objectBytes,
            long unit,
            long count,
            Set<Feature> features) {
        return new ImageSpec(name, size, objectBytes, unit, count, features);
    }

    /** Writes, zeroes and unmaps at random places. */
    private void scribble(ImageName name) {
        Image image = join(images.open(name));
        for (int i = 0; i < 12; i++) {
            int length = 512 * (1 + random.nextInt(i % 4 == 0 ? 4000 : 100));
            long size = image.sizeBytes();
            long offset = 512L * random.nextInt((int) ((size - length) / 512));
            byte[] bytes = new byte[length];
            switch (random.nextInt(4)) {
                case 0 -> Content.unmap(image, offset, length);
                case 1 -> Content.write(image, offset, bytes);
                default -> {
                    random.nextBytes(bytes);
                    Content.write(image, offset, bytes);
                }
            }
        }
        join(image.close());
    }

    private byte[] content(ImageName name, Optional<String> snapshot) {
        Image image =
                join(
                        snapshot.isPresent()
                                ? images.openSnapshot(name, snapshot.get())
                                : images.open(name));
        byte[] content = Content.read(image);
        join(image.close());
        return content;
    }

    private static byte[] collected(Function<ByteSink, CompletableFuture<?>> export) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        join(export.apply(ChannelStreams.sink(Channels.newChannel(bytes))));
        return bytes.toByteArray();
    }

    private static ByteSource source(byte[] bytes) {
        return ChannelStreams.source(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }

    private static void refused(Reason reason, String why, Supplier<CompletableFuture<?>> call) {
        ImageException refusal = catchThrowableOfType(ImageException.class, () -> join(call.get()));
        assertThat(refusal).isNotNull().hasMessageContaining(why);
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    private byte[] exportRaw(ImageName name, Optional<String> snapshot) {
        return collected(sink ->
                transfers.exportRaw(new ImageRef(name, snapshot.orElse(null)), sink, _ -> {}));
    }

    private byte[] exportDiff(
            ImageName name, Optional<String> to, Optional<String> from, DiffVersion version) {
        return collected(sink ->
                transfers.exportDiff(
                        new ImageRef(name, to.orElse(null)), from, version, false, sink, _ -> {}));
    }

    @Test
    void rawBytesGoOutAndIn() {
        join(images.create(spec(NAME, 9 * MIB + 512, MIB, 65536, 3, Feature.DEFAULTS)));
        scribble(NAME);
        byte[] expected = content(NAME, Optional.empty());
        List<Double> told = new ArrayList<>();
        byte[] raw =
                collected(sink -> transfers.exportRaw(new ImageRef(NAME, null), sink, told::add));
        assertThat(raw).isEqualTo(expected);
        assertThat(told).isSorted().last().isEqualTo(1.0);

        join(images.create(spec(COPY, 10 * MIB, 65536, 0, 0, PLAIN)));
        scribble(COPY);
        join(transfers.importRaw(COPY, source(raw), _ -> {}));
        assertThat(content(COPY, Optional.empty()))
                .isEqualTo(Arrays.copyOf(expected, (int) (10 * MIB)));
        refused(
                Reason.INVALID,
                "content: is longer",
                () -> transfers.importRaw(NAME, source(new byte[raw.length + 1]), _ -> {}));
        refused(
                Reason.NOT_FOUND,
                "does not exist",
                () ->
                        transfers.exportRaw(
                                new ImageRef(new ImageName("rbd", "", "no"), null),
                                NOWHERE,
                                _ -> {}));
    }

    @Test
    void zerosTakeNoStorageInTheCopy() {
        join(images.create(spec(NAME, 8 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        byte[] raw = new byte[(int) (8 * MIB)];
        raw[(int) (5 * MIB) + 9] = 1;
        join(transfers.importRaw(NAME, source(raw), _ -> {}));
        assertThat(join(images.info(NAME)).usedBytes()).isLessThanOrEqualTo(MIB);
        assertThat(exportRaw(NAME, Optional.empty())).isEqualTo(raw);
    }

    @Test
    void differencesRebuildEverySnapshotOnAnotherImage() {
        List<ImageSpec> layouts =
                List.of(
                        spec(NAME, 6 * MIB, MIB, 0, 0, Feature.DEFAULTS),
                        spec(NAME, 6 * MIB, MIB, 0, 0, PLAIN),
                        spec(NAME, 6 * MIB, 65536, 4096, 5, Feature.DEFAULTS));
        for (ImageSpec layout : layouts) {
            // Snapshots take their time on a cluster: not every layout in both versions.
            List<DiffVersion> tried =
                    layout.stripeCount() == 0 ? List.of(DiffVersion.V2) : List.of(DiffVersion.V1);
            for (DiffVersion version : tried) {
                join(images.create(layout));
                join(images.create(spec(COPY, MIB, 1 << 18, 0, 0, Feature.DEFAULTS)));
                Optional<String> from = Optional.empty();
                List<Optional<String>> versions =
                        List.of(
                                Optional.of("a"),
                                Optional.of("b"),
                                Optional.of("c"),
                                Optional.empty());
                List<byte[]> contents = new ArrayList<>();
                for (Optional<String> to : versions) {
                    scribble(NAME);
                    to.ifPresent(name -> join(images.snapshots().create(NAME, name)));
                    if (to.equals(Optional.of("b"))) {
                        join(images.snapshots().setProtected(NAME, "b", true));
                    }
                    contents.add(content(NAME, Optional.empty()));
                    join(
                            transfers.importDiff(
                                    COPY, source(exportDiff(NAME, to, from, version)), _ -> {}));
                    from = to;
                    if (to.equals(Optional.of("a"))) {
                        join(images.resize(NAME, 8 * MIB + 512, false));
                    }
                    if (to.equals(Optional.of("b"))) {
                        join(images.resize(NAME, 5 * MIB, true));
                    }
                }
                for (int i = 0; i < versions.size(); i++) {
                    assertThat(content(COPY, versions.get(i)))
                            .as("%s of %s", versions.get(i), layout)
                            .isEqualTo(contents.get(i));
                }
                assertThat(join(images.info(COPY)).snapshots())
                        .extracting(Snapshot::isProtected)
                        .containsExactly(false, version == DiffVersion.V2, false);
                assertThat(join(images.objectMaps().check(COPY, _ -> {})).clean()).isTrue();
                remove(NAME);
                remove(COPY);
            }
        }
    }

    private void remove(ImageName name) {
        for (Snapshot snapshot : join(images.snapshots().list(name))) {
            if (snapshot.isProtected()) {
                join(images.snapshots().setProtected(name, snapshot.name(), false));
            }
            join(images.snapshots().delete(name, snapshot.name(), _ -> {}));
        }
        join(images.delete(name, _ -> {}));
    }

    @Test
    void onlyWhatHasChangedIsInTheDifferences() {
        for (Set<Feature> features : List.of(Feature.DEFAULTS, PLAIN)) {
            join(images.create(spec(NAME, 8 * MIB, MIB, 0, 0, features)));
            Image image = join(images.open(NAME));
            byte[] ones = new byte[(int) (3 * MIB)];
            Arrays.fill(ones, (byte) 1);
            Content.write(image, MIB, ones);
            join(images.snapshots().create(NAME, "s"));
            Content.write(image, 2 * MIB + 512, new byte[] {2});
            Content.write(image, 7 * MIB, new byte[] {3});
            Content.unmap(image, 3 * MIB, 4096 + 512);
            // Written with what it has already.
            Content.write(image, MIB, new byte[] {1, 1});
            join(image.close());
            assertThat(
                            records(
                                    exportDiff(
                                            NAME,
                                            Optional.empty(),
                                            Optional.of("s"),
                                            DiffVersion.V1)))
                    .containsExactly(
                            new DiffRecord.FromSnapshot("s"),
                            new DiffRecord.Size(8 * MIB),
                            new DiffRecord.Data(2 * MIB, 4096),
                            new DiffRecord.Zero(3 * MIB, 4096),
                            new DiffRecord.Data(3 * MIB + 4096, 4096),
                            new DiffRecord.Data(7 * MIB, 4096),
                            new DiffRecord.End());
            assertThat(
                            records(
                                    exportDiff(
                                            NAME,
                                            Optional.of("s"),
                                            Optional.empty(),
                                            DiffVersion.V2)))
                    .containsExactly(
                            new DiffRecord.ToSnapshot("s"),
                            new DiffRecord.Protection(false),
                            new DiffRecord.Size(8 * MIB),
                            new DiffRecord.Data(MIB, MIB),
                            new DiffRecord.Data(2 * MIB, MIB),
                            new DiffRecord.Data(3 * MIB, MIB),
                            new DiffRecord.End());
            remove(NAME);
        }
    }

    @Test
    void wholeObjectsAreWrittenWithoutComparing() {
        join(images.create(spec(NAME, 8 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        Image image = join(images.open(NAME));
        byte[] ones = new byte[(int) (3 * MIB)];
        Arrays.fill(ones, (byte) 1);
        Content.write(image, MIB, ones);
        join(images.snapshots().create(NAME, "s"));
        Content.write(image, 2 * MIB + 512, new byte[] {1});
        join(image.close());
        byte[] stream =
                collected(sink ->
                        transfers.exportDiff(
                                new ImageRef(NAME, null),
                                Optional.of("s"),
                                DiffVersion.V1,
                                true,
                                sink,
                                _ -> {}));
        assertThat(records(stream))
                .containsExactly(
                        new DiffRecord.FromSnapshot("s"),
                        new DiffRecord.Size(8 * MIB),
                        new DiffRecord.Data(2 * MIB, MIB),
                        new DiffRecord.End());
    }

    private static List<DiffRecord> records(byte[] stream) {
        DiffReader reader = new DiffReader();
        ByteBuffer input = ByteBuffer.wrap(stream);
        List<DiffRecord> records = new ArrayList<>();
        for (DiffRecord record = reader.next(input); record != null; record = reader.next(input)) {
            if (!(record instanceof DiffRecord.Payload)) {
                records.add(record);
            }
        }
        reader.finish();
        return records;
    }

    @Test
    void aWholeImageKeepsItsLayoutSnapshotsAndMetadata() {
        join(images.create(spec(NAME, 5 * MIB, 1 << 19, 65536, 4, Feature.DEFAULTS)));
        join(images.settings().setMetadata(NAME, "owner", "somebody"));
        scribble(NAME);
        join(images.snapshots().create(NAME, "a"));
        join(images.snapshots().setProtected(NAME, "a", true));
        scribble(NAME);
        join(images.resize(NAME, 7 * MIB, false));
        join(images.snapshots().create(NAME, "b"));
        scribble(NAME);
        byte[] stream = collected(sink -> transfers.exportImage(NAME, sink, _ -> {}));
        List<Double> told = new ArrayList<>();
        ImageInfo copy = join(transfers.importImage(COPY, source(stream), told::add));
        assertThat(told).last().isEqualTo(1.0);
        ImageInfo info = join(images.info(NAME));
        assertThat(copy.sizeBytes()).isEqualTo(7 * MIB);
        assertThat(copy.features()).isEqualTo(info.features());
        assertThat(copy.objectBytes()).isEqualTo(1 << 19);
        assertThat(copy.stripeUnitBytes()).isEqualTo(65536);
        assertThat(copy.stripeCount()).isEqualTo(4);
        assertThat(copy.snapshots()).extracting(Snapshot::name).containsExactly("a", "b");
        assertThat(copy.snapshots()).extracting(Snapshot::isProtected).containsExactly(true, false);
        assertThat(copy.snapshots())
                .extracting(Snapshot::sizeBytes)
                .containsExactly(5 * MIB, 7 * MIB);
        assertThat(join(images.settings().metadata(COPY))).containsEntry("owner", "somebody");
        for (Optional<String> version :
                List.of(Optional.of("a"), Optional.of("b"), Optional.<String>empty())) {
            assertThat(content(COPY, version)).isEqualTo(content(NAME, version));
        }
        refused(
                Reason.ALREADY_EXISTS,
                "already exists",
                () -> transfers.importImage(COPY, source(stream), _ -> {}));
        assertThat(join(images.info(COPY)).snapshots()).hasSize(2);
    }

    @Test
    void differencesThatDoNotFitAreRefusedBeforeAnythingIsWritten() {
        join(images.create(spec(NAME, 4 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        join(images.create(spec(COPY, 4 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        scribble(NAME);
        join(images.snapshots().create(NAME, "a"));
        join(images.snapshots().create(NAME, "b"));
        byte[] toA = exportDiff(NAME, Optional.of("a"), Optional.empty(), DiffVersion.V2);
        byte[] fromA = exportDiff(NAME, Optional.empty(), Optional.of("a"), DiffVersion.V2);
        refused(
                Reason.INVALID,
                "begin at snapshot a",
                () -> transfers.importDiff(COPY, source(fromA), _ -> {}));
        refused(
                Reason.ALREADY_EXISTS,
                "lead to snapshot a",
                () -> transfers.importDiff(NAME, source(toA), _ -> {}));
        assertThat(content(COPY, Optional.empty())).isEqualTo(new byte[(int) (4 * MIB)]);
        refused(
                Reason.INVALID,
                "cut short",
                () ->
                        transfers.importDiff(
                                COPY, source(Arrays.copyOf(toA, toA.length - 1)), _ -> {}));
        assertThat(join(images.info(COPY)).snapshots()).isEmpty();
        refused(
                Reason.INVALID,
                "first line",
                () -> transfers.importDiff(COPY, source(new byte[100]), _ -> {}));
        refused(
                Reason.NOT_FOUND,
                "fromSnapshot:",
                () -> exporting(Optional.empty(), Optional.of("missing")));
        refused(
                Reason.NOT_FOUND,
                "snapshot: image",
                () -> exporting(Optional.of("missing"), Optional.empty()));
        refused(
                Reason.INVALID,
                "a is not older than a",
                () -> exporting(Optional.of("a"), Optional.of("a")));
        refused(
                Reason.INVALID,
                "b is not older than a",
                () -> exporting(Optional.of("a"), Optional.of("b")));
    }

    private CompletableFuture<Void> exporting(Optional<String> to, Optional<String> from) {
        return transfers.exportDiff(
                new ImageRef(NAME, to.orElse(null)), from, DiffVersion.V1, false, NOWHERE, _ -> {});
    }

    @Test
    void aFailedImportOfAWholeImageLeavesNothing() {
        join(images.create(spec(NAME, 4 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        scribble(NAME);
        join(images.snapshots().create(NAME, "a"));
        join(images.snapshots().setProtected(NAME, "a", true));
        byte[] stream = collected(sink -> transfers.exportImage(NAME, sink, _ -> {}));
        for (int length : new int[] {0, 50, 200, stream.length / 2, stream.length - 1}) {
            refused(
                    Reason.INVALID,
                    "cut short",
                    () ->
                            transfers.importImage(
                                    COPY, source(Arrays.copyOf(stream, length)), _ -> {}));
            assertThat(join(images.list("rbd", ""))).containsExactly(NAME);
        }
        join(transfers.importImage(COPY, source(stream), _ -> {}));
    }

    @Test
    void aStreamThatFailsEndsItsTransfer() {
        join(images.create(spec(NAME, 20 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        ByteSink cancelled =
                _ -> CompletableFuture.failedFuture(new CancellationException("by a test"));
        assertThatThrownBy(() ->
                        join(transfers.exportRaw(new ImageRef(NAME, null), cancelled, _ -> {})))
                .isInstanceOf(CancellationException.class);
        int[] reads = {0};
        ByteSource broken =
                destination -> {
                    if (reads[0]++ == 2) {
                        return CompletableFuture.failedFuture(new IllegalStateException("gone"));
                    }
                    int read = destination.remaining();
                    destination.position(destination.limit());
                    return CompletableFuture.completedFuture(read);
                };
        refused(Reason.FAILED, "gone", () -> transfers.importRaw(NAME, broken, _ -> {}));
        // Nothing is left open.
        join(images.delete(NAME, _ -> {}));
    }
}
