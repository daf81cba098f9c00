package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.diff.ByteSink;
import dev.rbdgate.rbd.diff.ByteSource;
import dev.rbdgate.rbd.diff.DiffVersion;
import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.rbd.transfer.ChannelStreams;
import dev.rbdgate.rbd.transfer.Transfers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams that the engine writes go into images by the {@code rbd} tool, and the other way; images
 * of format 1 and with a data pool are handed over with their snapshots.
 */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
@SuppressWarnings("NullAway.Init") // set up before each test
class TransferWithToolsTest {

    private static final int SIZE = 12 << 20;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final CephCluster cluster = SharedCluster.cluster();
    private final ImageName ours =
            new ImageName("rbd", "", "ours" + SharedCluster.freshNamespace());
    private final ImageName theirs =
            new ImageName("rbd", "", "theirs" + SharedCluster.freshNamespace());

    @TempDir private Path directory;
    private RadosObjectStore store;
    private Images images;
    private Transfers transfers;

    @BeforeEach
    void open() {
        System.out.println("-Dseed=" + seed);
        store = SharedCluster.openEmptyStoreWithDataPool(2);
        images = new Images(store);
        transfers = new Transfers(images);
    }

    @AfterEach
    void close() {
        transfers.close();
        join(store.close());
    }

    private Path exported(Function<ByteSink, CompletableFuture<Void>> export) throws IOException {
        Path file = Files.createTempFile(directory, "ours", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            join(export.apply(ChannelStreams.sink(channel)));
        }
        return file;
    }

    private <T> T imported(Path file, Function<ByteSource, CompletableFuture<T>> load)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return join(load.apply(ChannelStreams.source(channel)));
        }
    }

    private Path newFile() throws IOException {
        Path file = Files.createTempFile(directory, "theirs", "");
        Files.delete(file);
        return file;
    }

    /** What the tool reads of an image or snapshot. */
    private byte[] byTool(String reference) throws IOException {
        Path file = newFile();
        cluster.rbd("export", "--no-progress", reference, file.toString());
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        return content;
    }

    /** What the engine reads of it. */
    private byte[] byEngine(ImageName name, Optional<String> snapshot) {
        Image image =
                join(
                        snapshot.isPresent()
                                ? images.openSnapshot(name, snapshot.get())
                                : images.open(name));
        ByteBuffer all = ByteBuffer.allocateDirect((int) image.sizeBytes());
        await(done -> image.read(0, List.of(all), done::complete));
        join(image.close());
        byte[] content = new byte[all.capacity()];
        all.get(0, content);
        return content;
    }

    private void scribble(ImageName name) {
        Image image = join(images.open(name));
        for (int i = 0; i < 10; i++) {
            int length = 512 * (1 + random.nextInt(i % 4 == 0 ? 3000 : 80));
            int offset = 512 * random.nextInt((int) ((image.sizeBytes() - length) / 512));
            scribble(image, offset, length, random.nextInt(4) == 0);
        }
        join(image.close());
    }

    private void scribble(BlockDevice image, int offset, int length, boolean unmap) {
        if (unmap) {
            await(done -> image.unmap(offset, length, Durability.CACHED, done::complete));
        } else {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            ByteBuffer source = ByteBuffer.allocateDirect(length).put(bytes).flip();
            await(done -> image.write(offset, List.of(source), Durability.CACHED, done::complete));
        }
    }

    private static void await(Consumer<CompletableFuture<Outcome>> call) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        call.accept(done);
        assertThat(join(done)).isEqualTo(Outcome.DONE);
    }

    /** In version 1: the tool takes version 2 inside whole images only. */
    @Test
    void differencesGoBothWays() throws IOException {
        join(images.create(new ImageSpec(ours, SIZE, 1 << 20, 65536, 4, Feature.DEFAULTS)));
        cluster.rbd("create", "--size", "1M", theirs.toString());
        ImageName back = new ImageName("rbd", "", "back" + ours.name());
        join(images.create(new ImageSpec(back, SIZE, 1 << 22, 0, 0, Feature.DEFAULTS)));
        Optional<String> from = Optional.empty();
        for (Optional<String> to :
                List.of(Optional.of("a"), Optional.of("b"), Optional.<String>empty())) {
            scribble(ours);
            to.ifPresent(name -> join(images.snapshots().create(ours, name)));
            Optional<String> earlier = from;
            Path diff =
                    exported(sink ->
                            transfers.exportDiff(
                                    new ImageRef(ours, to.orElse(null)),
                                    earlier,
                                    DiffVersion.V1,
                                    false,
                                    sink,
                                    _ -> {}));
            cluster.rbd("import-diff", "--no-progress", diff.toString(), theirs.toString());
            byte[] expected = byEngine(ours, Optional.empty());
            assertThat(byTool(theirs.toString())).as("-Dseed=%d", seed).isEqualTo(expected);

            Path theirDiff = newFile();
            export(theirDiff, from, to);
            imported(theirDiff, source -> transfers.importDiff(back, source, _ -> {}));
            assertThat(byEngine(back, Optional.empty())).isEqualTo(expected);
            from = to;
        }
        for (String snapshot : List.of("a", "b")) {
            byte[] expected = byEngine(ours, Optional.of(snapshot));
            assertThat(byTool(theirs + "@" + snapshot)).isEqualTo(expected);
            assertThat(byTool(back + "@" + snapshot)).isEqualTo(expected);
        }
        cluster.rbd("object-map", "check", "--no-progress", back.toString());
        cluster.rbd("object-map", "check", "--no-progress", ours + "@b");
    }

    /** A difference from nothing has what a clone shows of its parent too. */
    @Test
    void clonesInANamespaceGoBothWays() throws IOException {
        String namespace = SharedCluster.freshNamespace();
        join(images.namespaces().create("rbd", namespace));
        ImageName base = new ImageName("rbd", namespace, "base");
        ImageName clone = new ImageName("rbd", namespace, "clone");
        ImageName copy = new ImageName("rbd", namespace, "copy");
        ImageName back = new ImageName("rbd", namespace, "back");
        join(images.create(new ImageSpec(base, SIZE, 1 << 20, 0, 0, Feature.DEFAULTS)));
        scribble(base);
        join(images.snapshots().create(base, "s"));
        join(images.snapshots().setProtected(base, "s", true));
        scribble(base);
        join(images.clones().create(CloneSpec.of(base, "s", clone)));
        // Half of the parent shows: the rest of it must not come out.
        join(images.resize(clone, SIZE / 2, true));
        join(images.resize(clone, SIZE, false));
        scribble(clone);
        join(images.snapshots().create(clone, "a"));
        scribble(clone);
        cluster.rbd("create", "--size", "1M", copy.toString());
        join(images.create(new ImageSpec(back, SIZE, 1 << 22, 0, 0, Feature.DEFAULTS)));
        Optional<String> from = Optional.empty();
        for (Optional<String> to : List.of(Optional.of("a"), Optional.<String>empty())) {
            Optional<String> earlier = from;
            ImageRef part = new ImageRef(clone, to.orElse(null));
            Path ourDiff =
                    exported(sink ->
                            transfers.exportDiff(
                                    part, earlier, DiffVersion.V1, false, sink, _ -> {}));
            cluster.rbd("import-diff", "--no-progress", ourDiff.toString(), copy.toString());
            assertThat(byTool(copy.toString()))
                    .as("-Dseed=%d", seed)
                    .isEqualTo(byTool(part.toString()))
                    .isEqualTo(byEngine(clone, to));
            Path theirDiff = newFile();
            export(theirDiff, clone, from, to);
            imported(theirDiff, source -> transfers.importDiff(back, source, _ -> {}));
            assertThat(byEngine(back, Optional.empty())).isEqualTo(byEngine(clone, to));
            from = to;
        }
        Path whole = exported(sink -> transfers.exportImage(clone, sink, _ -> {}));
        String imported = "rbd/" + namespace + "/whole";
        cluster.rbd("import", "--no-progress", "--export-format", "2", whole.toString(), imported);
        assertThat(byTool(imported + "@a")).isEqualTo(byEngine(clone, Optional.of("a")));
        assertThat(byTool(imported)).isEqualTo(byEngine(clone, Optional.empty()));
        Path raw = exported(sink -> transfers.exportRaw(new ImageRef(clone, null), sink, _ -> {}));
        assertThat(Files.readAllBytes(raw)).isEqualTo(byTool(clone.toString()));
    }

    private void export(Path file, Optional<String> from, Optional<String> to) {
        export(file, theirs, from, to);
    }

    private void export(Path file, ImageName image, Optional<String> from, Optional<String> to) {
        String reference = to.map(name -> image + "@" + name).orElse(image.toString());
        String[] command =
                from.isPresent()
                        ? new String[] {
                            "export-diff",
                            "--no-progress",
                            "--from-snap",
                            from.get(),
                            reference,
                            file.toString()
                        }
                        : new String[] {"export-diff", "--no-progress", reference, file.toString()};
        cluster.rbd(command);
    }

    @Test
    void wholeImagesGoBothWays() throws IOException {
        join(
                images.create(
                        new ImageSpec(
                                ours,
                                SIZE,
                                1 << 20,
                                65536,
                                4,
                                Set.of(
                                        Feature.LAYERING,
                                        Feature.STRIPING,
                                        Feature.EXCLUSIVE_LOCK,
                                        Feature.OBJECT_MAP,
                                        Feature.FAST_DIFF))));
        join(images.settings().setMetadata(ours, "owner", "somebody"));
        scribble(ours);
        join(images.snapshots().create(ours, "a"));
        join(images.snapshots().setProtected(ours, "a", true));
        scribble(ours);
        Path file = exported(sink -> transfers.exportImage(ours, sink, _ -> {}));
        cluster.rbd(
                "import",
                "--no-progress",
                "--export-format",
                "2",
                file.toString(),
                theirs.toString());
        assertThat(byTool(theirs.toString())).isEqualTo(byEngine(ours, Optional.empty()));
        assertThat(byTool(theirs + "@a")).isEqualTo(byEngine(ours, Optional.of("a")));
        assertThat(cluster.rbd("image-meta", "get", theirs.toString(), "owner").trim())
                .isEqualTo("somebody");
        assertThat(cluster.rbd("info", theirs + "@a")).contains("protected: True");

        Path theirFile = newFile();
        cluster.rbd(
                "export",
                "--no-progress",
                "--export-format",
                "2",
                theirs.toString(),
                theirFile.toString());
        ImageName back = new ImageName("rbd", "", "back" + ours.name());
        ImageInfo info =
                imported(theirFile, source -> transfers.importImage(back, source, _ -> {}));
        assertThat(info.stripeUnitBytes()).isEqualTo(65536);
        assertThat(info.stripeCount()).isEqualTo(4);
        assertThat(info.features()).contains(Feature.STRIPING, Feature.FAST_DIFF);
        assertThat(info.snapshots()).extracting(Snapshot::isProtected).containsExactly(true);
        assertThat(byEngine(back, Optional.of("a"))).isEqualTo(byEngine(ours, Optional.of("a")));
        assertThat(byEngine(back, Optional.empty())).isEqualTo(byEngine(ours, Optional.empty()));
        cluster.rbd("object-map", "check", "--no-progress", back.toString());
    }

    @Test
    void imagesOfFormat1AreTheSameForBoth() throws IOException {
        ImageInfo made = join(images.create(ImageSpec.format1(ours, SIZE, 1 << 22)));
        scribble(ours);
        join(images.snapshots().create(ours, "a"));
        scribble(ours);
        assertThat(cluster.rbd("info", "--format", "json", ours.toString()))
                .contains("\"format\":1")
                .contains("\"block_name_prefix\":\"" + made.id() + "\"")
                .contains("\"size\":" + SIZE);
        assertThat(cluster.rbd("ls").lines()).contains(ours.name());
        assertThat(byTool(ours.toString())).isEqualTo(byEngine(ours, Optional.empty()));
        assertThat(byTool(ours + "@a")).isEqualTo(byEngine(ours, Optional.of("a")));
        cluster.rbd("snap", "create", "--no-progress", ours + "@b");
        cluster.rbd("bench", "--io-type", "write", "--io-total", "1M", ours.toString());
        assertThat(join(images.info(ours)).snapshots())
                .extracting(Snapshot::name)
                .containsExactly("a", "b");
        assertThat(byEngine(ours, Optional.of("b"))).isEqualTo(byTool(ours + "@b"));
        join(images.snapshots().rollback(ours, "a", _ -> {}));
        assertThat(byTool(ours.toString())).isEqualTo(byTool(ours + "@a"));
        join(images.snapshots().delete(ours, "a", _ -> {}));
        cluster.rbd("snap", "rm", "--no-progress", ours + "@b");
        cluster.rbd("rename", ours.toString(), theirs.toString());
        assertThat(join(images.list("rbd", ""))).containsExactly(theirs);
        join(images.delete(theirs, _ -> {}));
        assertThat(cluster.rbd("ls").trim()).isEmpty();

        cluster.rbd("create", "--image-format", "1", "--size", SIZE + "B", theirs.toString());
        assertThat(join(images.info(theirs)).format()).isEqualTo(1);
        scribble(theirs);
        assertThat(byTool(theirs.toString())).isEqualTo(byEngine(theirs, Optional.empty()));
        join(images.resize(theirs, SIZE / 2, true));
        assertThat(byTool(theirs.toString())).isEqualTo(byEngine(theirs, Optional.empty()));
        cluster.rbd("resize", "--no-progress", "--size", SIZE + "B", theirs.toString());
        assertThat(join(images.info(theirs)).sizeBytes()).isEqualTo(SIZE);
        join(images.settings().rename(theirs, ours.name()));
        assertThat(cluster.rbd("ls").trim()).isEqualTo(ours.name());
        cluster.rbd("rm", "--no-progress", ours.toString());
        assertThat(join(images.list("rbd", ""))).isEmpty();
    }

    @Test
    void imagesWithADataPoolAreTheSameForBoth() throws IOException {
        ImageInfo made =
                join(
                        images.create(
                                new ImageSpec(ours, SIZE, 1 << 20, 0, 0, Feature.DEFAULTS)
                                        .withDataPool(SharedCluster.DATA_POOL)));
        scribble(ours);
        join(images.snapshots().create(ours, "a"));
        scribble(ours);
        assertThat(cluster.rbd("info", "--format", "json", ours.toString()))
                .contains("\"data_pool\":\"data\"")
                .contains("\"block_name_prefix\":\"rbd_data." + made.poolId() + "." + made.id());
        assertThat(byTool(ours.toString())).isEqualTo(byEngine(ours, Optional.empty()));
        assertThat(byTool(ours + "@a")).isEqualTo(byEngine(ours, Optional.of("a")));
        cluster.rbd("object-map", "check", "--no-progress", ours.toString());
        cluster.rbd("create", "--data-pool", "data", "--size", SIZE + "B", theirs.toString());
        assertThat(join(images.info(theirs)).dataPool()).contains("data");
        scribble(theirs);
        assertThat(byTool(theirs.toString())).isEqualTo(byEngine(theirs, Optional.empty()));
        cluster.rbd("object-map", "check", "--no-progress", theirs.toString());
        join(images.delete(theirs, _ -> {}));
        cluster.rbd("snap", "rm", "--no-progress", ours + "@a");
        cluster.rbd("rm", "--no-progress", ours.toString());
    }

    @Test
    void theTrashAndSettingsAreTheSameForBoth() throws IOException {
        ImageInfo made =
                join(images.create(new ImageSpec(ours, SIZE, 1 << 20, 0, 0, Feature.DEFAULTS)));
        scribble(ours);
        byte[] content = byEngine(ours, Optional.empty());
        join(images.trash().move(ours, Duration.ZERO));
        assertThat(cluster.rbd("trash", "ls")).contains(made.id() + " " + ours.name());
        cluster.rbd("trash", "restore", made.id(), "--image", theirs.name());
        assertThat(byEngine(theirs, Optional.empty())).isEqualTo(content);
        cluster.rbd("trash", "mv", theirs.toString());
        assertThat(join(images.trash().list("rbd", "")).getFirst().id()).isEqualTo(made.id());
        join(images.trash().restore("rbd", "", made.id(), ours.name()));
        assertThat(byTool(ours.toString())).isEqualTo(content);

        join(images.settings().setMetadata(ours, "conf_rbd_cache", "false"));
        assertThat(cluster.rbd("image-meta", "list", ours.toString())).contains("conf_rbd_cache");
        cluster.rbd("image-meta", "set", ours.toString(), "owner", "somebody");
        assertThat(join(images.settings().metadata(ours))).containsEntry("owner", "somebody");

        join(images.snapshots().create(ours, "a"));
        scribble(ours);
        Set<Feature> maps = Set.of(Feature.OBJECT_MAP, Feature.FAST_DIFF);
        join(images.settings().disable(ours, maps));
        assertThat(cluster.rbd("info", ours.toString())).doesNotContain("object-map");
        join(images.settings().enable(ours, maps, _ -> {}));
        assertThat(cluster.rbd("info", ours.toString()))
                .contains("object-map")
                .doesNotContain("invalid");
        cluster.rbd("object-map", "check", "--no-progress", ours.toString());
        cluster.rbd("object-map", "check", "--no-progress", ours + "@a");
        assertThat(cluster.rbd("info", ours + "@a")).doesNotContain("invalid");
        cluster.rbd("feature", "disable", ours.toString(), "fast-diff", "object-map");
        cluster.rbd("feature", "enable", ours.toString(), "object-map", "fast-diff");
        assertThat(join(images.objectMaps().check(ours, _ -> {})).clean()).isFalse();
        join(images.objectMaps().rebuild(ours, _ -> {}));
        assertThat(join(images.objectMaps().check(ours, _ -> {})).clean()).isTrue();
        cluster.rbd("object-map", "check", "--no-progress", ours.toString());
        assertThat(Arrays.equals(byTool(ours.toString()), byEngine(ours, Optional.empty())))
                .isTrue();
    }
}
