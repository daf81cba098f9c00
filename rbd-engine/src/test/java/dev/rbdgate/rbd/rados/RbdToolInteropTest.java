package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that the engine and the {@code rbd} tool hand to each other, bytes and records alike. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
@SuppressWarnings("NullAway.Init") // set up before each test
class RbdToolInteropTest {

    private static final long SIZE = 24L << 20;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final CephCluster cluster = SharedCluster.cluster();
    private final ImageName name = new ImageName("rbd", "", SharedCluster.freshNamespace());
    private final byte[] content = new byte[(int) SIZE];

    @TempDir private Path directory;
    private RadosObjectStore store;
    private Images images;

    @BeforeEach
    void open() {
        store = RadosObjectStore.open(cluster.settings(2));
        images = new Images(store);
    }

    @AfterEach
    void close() {
        join(store.close());
        assertThat(store.outstanding()).isZero();
    }

    /** How an image is laid out, for both sides. */
    record Layout(Set<Feature> features, long objectBytes, long stripeUnit, long stripeCount) {

        ImageSpec spec(ImageName name) {
            return new ImageSpec(name, SIZE, objectBytes, stripeUnit, stripeCount, features);
        }

        String[] createCommand(ImageName name) {
            Stream<String> striping =
                    stripeCount == 0
                            ? Stream.of()
                            : Stream.of(
                                    "--stripe-unit",
                                    stripeUnit + "B",
                                    "--stripe-count",
                                    String.valueOf(stripeCount));
            Stream<String> named =
                    features.stream()
                            .filter(feature -> feature != Feature.STRIPING)
                            .flatMap(feature -> Stream.of("--image-feature", feature.text()));
            return Stream.of(
                            Stream.of("create", name.toString(), "--size", SIZE + "B"),
                            Stream.of("--object-size", objectBytes + "B"),
                            named,
                            striping)
                    .flatMap(part -> part)
                    .toArray(String[]::new);
        }
    }

    static List<Layout> layouts() {
        return List.of(
                new Layout(Feature.DEFAULTS, 4 << 20, 0, 0),
                new Layout(Set.of(Feature.LAYERING), 4 << 20, 0, 0),
                new Layout(Feature.DEFAULTS, 1 << 20, 0, 0),
                new Layout(
                        Set.of(
                                Feature.LAYERING,
                                Feature.STRIPING,
                                Feature.EXCLUSIVE_LOCK,
                                Feature.OBJECT_MAP,
                                Feature.FAST_DIFF),
                        1 << 20,
                        64 << 10,
                        4));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void whatTheEngineMakesTheToolReads(Layout layout) throws IOException {
        ImageInfo made = join(images.create(layout.spec(name)));
        Image image = join(images.open(name));
        scribble(image);
        join(image.close());

        assertThat(exported()).as("-Dseed=%d", seed).isEqualTo(content);
        String info = cluster.rbd("info", "--format", "json", name.toString());
        assertThat(info)
                .contains("\"id\":\"" + made.id() + "\"")
                .contains("\"size\":" + SIZE)
                .contains("\"object_size\":" + layout.objectBytes())
                .contains("\"block_name_prefix\":\"rbd_data." + made.id() + "\"");
        for (Feature feature : layout.features()) {
            assertThat(info).contains("\"" + feature.text() + "\"");
        }
        checkObjectMap(layout);

        join(images.resize(name, SIZE / 3, true));
        assertThat(exported()).isEqualTo(Arrays.copyOf(content, (int) SIZE / 3));
        join(images.resize(name, SIZE, false));
        Arrays.fill(content, (int) SIZE / 3, (int) SIZE, (byte) 0);
        assertThat(exported()).isEqualTo(content);
        checkObjectMap(layout);

        join(images.delete(name, _ -> {}));
        assertThat(cluster.rbd("ls").lines()).doesNotContain(name.name());
        assertThat(cluster.rados("-p", "rbd", "ls").lines())
                .noneMatch(object -> object.contains(made.id()) || object.endsWith(name.name()));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void whatTheToolMakesTheEngineReadsAndWrites(Layout layout) throws IOException {
        cluster.rbd(layout.createCommand(name));
        ImageInfo info = join(images.info(name));
        assertThat(info.sizeBytes()).isEqualTo(SIZE);
        assertThat(info.features()).isEqualTo(layout.features());
        assertThat(info.objectBytes()).isEqualTo(layout.objectBytes());
        Image image = join(images.open(name));
        scribble(image);
        verify(image);
        join(image.close());
        assertThat(exported()).as("-Dseed=%d", seed).isEqualTo(content);
        checkObjectMap(layout);

        // And the tool writes again, taking the lock that the engine has given back.
        cluster.rbd("bench", "--io-type", "write", "--io-total", "1M", name.toString());
        byte[] after = exported();
        image = join(images.open(name));
        System.arraycopy(after, 0, content, 0, after.length);
        verify(image);
        join(image.close());
        cluster.rbd("rm", "--no-progress", name.toString());
    }

    @Test
    void anImportedImageReadsTheSame() throws IOException {
        for (int i = 0; i < 20; i++) {
            byte[] part = new byte[random.nextInt(100_000)];
            random.nextBytes(part);
            System.arraycopy(
                    part, 0, content, random.nextInt((int) SIZE - part.length), part.length);
        }
        Path file = Files.write(directory.resolve("raw"), content);
        cluster.rbd("import", "--no-progress", file.toString(), name.toString());
        Image image = join(images.open(name));
        verify(image);
        join(image.close());
        cluster.rbd("rm", "--no-progress", name.toString());
    }

    @Test
    void namespacesAreTheSameForBoth() throws IOException {
        String namespace = SharedCluster.freshNamespace();
        cluster.rbd("namespace", "create", "rbd/" + namespace);
        ImageName inside = new ImageName("rbd", namespace, "image");
        join(images.create(ImageSpec.of(inside, SIZE)));
        Image image = join(images.open(inside));
        scribble(image);
        join(image.close());
        Path file = directory.resolve("inside");
        cluster.rbd("export", "--no-progress", inside.toString(), file.toString());
        assertThat(Files.readAllBytes(file)).as("-Dseed=%d", seed).isEqualTo(content);
        assertThat(cluster.rbd("ls", "rbd/" + namespace).trim()).isEqualTo("image");
        assertThat(cluster.rbd("ls").lines()).doesNotContain("image");
        join(images.delete(inside, _ -> {}));
        cluster.rbd("namespace", "remove", "rbd/" + namespace);
    }

    @Test
    void anImageIsDeletedWithWhatTheToolHasPutThere() {
        cluster.rbd("create", "--size", "24M", name.toString());
        cluster.rbd("image-meta", "set", name.toString(), "owner", "somebody");
        cluster.rbd("bench", "--io-type", "write", "--io-total", "1M", name.toString());
        join(images.delete(name, _ -> {}));
        assertThat(cluster.rbd("ls").lines()).doesNotContain(name.name());
    }

    private void checkObjectMap(Layout layout) {
        if (layout.features().contains(Feature.OBJECT_MAP)) {
            cluster.rbd("object-map", "check", "--no-progress", name.toString());
            assertThat(cluster.rbd("info", name.toString())).doesNotContain("object map invalid");
        }
    }

    private byte[] exported() throws IOException {
        Path file = directory.resolve("export");
        Files.deleteIfExists(file);
        cluster.rbd("export", "--no-progress", name.toString(), file.toString());
        return Files.readAllBytes(file);
    }

    /** Random writes, unmaps and the others, on the image and on the expected content. */
    private void scribble(BlockDevice device) {
        for (int i = 0; i < 60; i++) {
            int length = 512 * (1 + random.nextInt(i % 10 == 0 ? 8000 : 300));
            int offset = 512 * random.nextInt((int) ((SIZE - length) / 512));
            switch (random.nextInt(6)) {
                case 0 -> {
                    await(
                            device,
                            done ->
                                    device.unmap(
                                            offset, length, Durability.CACHED, done::complete));
                    Arrays.fill(content, offset, offset + length, (byte) 0);
                }
                case 1 -> {
                    byte[] pattern = new byte[512];
                    random.nextBytes(pattern);
                    await(
                            device,
                            done ->
                                    device.writeSame(
                                            offset,
                                            length,
                                            direct(pattern),
                                            Durability.CACHED,
                                            done::complete));
                    for (int at = offset; at < offset + length; at += 512) {
                        System.arraycopy(pattern, 0, content, at, 512);
                    }
                }
                case 2 -> {
                    byte[] data = new byte[512];
                    random.nextBytes(data);
                    ByteBuffer expected = direct(Arrays.copyOfRange(content, offset, offset + 512));
                    await(
                            device,
                            done ->
                                    device.compareAndWrite(
                                            offset,
                                            List.of(expected),
                                            List.of(direct(data)),
                                            Durability.CACHED,
                                            done::complete));
                    System.arraycopy(data, 0, content, offset, 512);
                }
                default -> {
                    byte[] data = new byte[length];
                    random.nextBytes(data);
                    await(
                            device,
                            done ->
                                    device.write(
                                            offset,
                                            List.of(direct(data)),
                                            Durability.CACHED,
                                            done::complete));
                    System.arraycopy(data, 0, content, offset, length);
                }
            }
        }
        await(device, done -> device.flush(done::complete));
    }

    private void verify(BlockDevice device) {
        ByteBuffer all = ByteBuffer.allocateDirect((int) SIZE);
        await(device, done -> device.read(0, List.of(all), done::complete));
        byte[] read = new byte[(int) SIZE];
        all.get(0, read);
        assertThat(read).as("-Dseed=%d", seed).isEqualTo(content);
    }

    private static void await(BlockDevice device, Consumer<CompletableFuture<Outcome>> call) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        call.accept(done);
        assertThat(join(done)).as("of %s", device).isEqualTo(Outcome.DONE);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
