package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectCopy;
import dev.rbdgate.rbd.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects of one store, copied into the other unchanged, are the same images there. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
@SuppressWarnings("NullAway.Init") // set up before each test
class LocalAndCephAreTheSameTest {

    private static final int SIZE = 9 << 20;
    private static final ImageName PLAIN = new ImageName("rbd", "", "plain");
    private static final ImageName STRIPED = new ImageName("rbd", "", "striped");
    private static final ImageName OLD = new ImageName("rbd", "", "old");
    private static final List<ImageName> NAMES = List.of(OLD, PLAIN, STRIPED);

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final CephCluster cluster = SharedCluster.cluster();

    @TempDir private Path directory;
    private RadosObjectStore rados;
    private LocalObjectStore local;

    @BeforeEach
    void open() throws Exception {
        System.out.println("-Dseed=" + seed);
        rados = SharedCluster.openEmptyStoreWithDataPool(2);
        local =
                LocalObjectStore.open(
                        directory.resolve("store"),
                        LocalStoreSettings.defaults().withReserveBytes(0));
    }

    @AfterEach
    void close() {
        join(local.close());
        join(rados.close());
    }

    private static ObjectContext pool(ObjectStore store) {
        return store.context(store.pool("rbd").orElseThrow(), "");
    }

    private void make(Images images) {
        join(images.create(new ImageSpec(PLAIN, SIZE, 1 << 20, 0, 0, Feature.DEFAULTS)));
        join(images.create(new ImageSpec(STRIPED, SIZE, 1 << 20, 65536, 4, Feature.DEFAULTS)));
        join(images.create(ImageSpec.format1(OLD, SIZE, 1 << 22)));
        join(images.settings().setMetadata(PLAIN, "owner", "somebody"));
    }

    private void scribble(Images images, ImageName name) {
        Image image = join(images.open(name));
        for (int i = 0; i < 10; i++) {
            byte[] bytes = new byte[512 * (1 + random.nextInt(600))];
            random.nextBytes(bytes);
            int offset = 512 * random.nextInt((SIZE - bytes.length) / 512);
            ByteBuffer source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            await(done -> image.write(offset, List.of(source), Durability.CACHED, done::complete));
        }
        await(done -> image.unmap(1 << 20, 3 << 20, Durability.CACHED, done::complete));
        join(image.close());
    }

    private static byte[] content(Images images, ImageName name) {
        Image image = join(images.open(name));
        ByteBuffer all = ByteBuffer.allocateDirect((int) image.sizeBytes());
        await(done -> image.read(0, List.of(all), done::complete));
        join(image.close());
        byte[] content = new byte[all.capacity()];
        all.get(0, content);
        return content;
    }

    private static void await(Consumer<CompletableFuture<Outcome>> call) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        call.accept(done);
        assertThat(join(done)).isEqualTo(Outcome.DONE);
    }

    private byte[] exported(ImageName name) throws IOException {
        Path file = directory.resolve("export");
        Files.deleteIfExists(file);
        cluster.rbd("export", "--no-progress", name.toString(), file.toString());
        return Files.readAllBytes(file);
    }

    @Test
    void localImagesAreTheToolsImagesOnceTheirObjectsAreCopied() throws IOException {
        Images images = new Images(local);
        make(images);
        NAMES.forEach(name -> scribble(images, name));
        List<String> copied = ObjectCopy.all(pool(local), pool(rados));
        assertThat(copied).contains("rbd_directory", "rbd_info", "rbd_id.plain", "old.rbd");
        assertThat(cluster.rbd("ls").lines()).containsExactlyInAnyOrder("old", "plain", "striped");
        Images onCeph = new Images(rados);
        for (ImageName name : NAMES) {
            ImageInfo made = join(images.info(name));
            assertThat(exported(name)).isEqualTo(content(images, name));
            ImageInfo there = join(onCeph.info(name));
            assertThat(there.id()).isEqualTo(made.id());
            assertThat(there.features()).isEqualTo(made.features());
            assertThat(there.created()).isEqualTo(made.created());
            String info = cluster.rbd("info", "--format", "json", name.toString());
            assertThat(info)
                    .contains("\"size\":" + SIZE)
                    .contains("\"object_size\":" + made.objectBytes())
                    .contains("\"format\":" + made.format());
            for (Feature feature : made.features()) {
                assertThat(info).contains("\"" + feature.text() + "\"");
            }
        }
        cluster.rbd("object-map", "check", "--no-progress", PLAIN.toString());
        cluster.rbd("object-map", "check", "--no-progress", STRIPED.toString());
        assertThat(cluster.rbd("info", STRIPED.toString())).doesNotContain("invalid");
        assertThat(cluster.rbd("image-meta", "get", PLAIN.toString(), "owner").trim())
                .isEqualTo("somebody");
        for (ImageName name : NAMES) {
            cluster.rbd("bench", "--io-type", "write", "--io-total", "1M", name.toString());
            cluster.rbd("rm", "--no-progress", name.toString());
        }
        assertThat(cluster.rbd("ls").trim()).isEmpty();
    }

    @Test
    void theToolsImagesAreLocalImagesOnceTheirObjectsAreCopied() throws IOException {
        cluster.rbd("create", "--size", SIZE + "B", "--object-size", "1M", PLAIN.toString());
        cluster.rbd(
                "create",
                "--size",
                SIZE + "B",
                "--object-size",
                "1M",
                "--stripe-unit",
                "65536B",
                "--stripe-count",
                "4",
                STRIPED.toString());
        cluster.rbd("create", "--image-format", "1", "--size", SIZE + "B", OLD.toString());
        cluster.rbd("image-meta", "set", PLAIN.toString(), "owner", "somebody");
        for (ImageName name : NAMES) {
            cluster.rbd(
                    "bench",
                    "--io-type",
                    "write",
                    "--io-pattern",
                    "rand",
                    "--io-total",
                    "1M",
                    name.toString());
        }
        ObjectCopy.all(pool(rados), pool(local));
        Images images = new Images(local);
        assertThat(join(images.list("rbd", ""))).containsExactlyElementsOf(NAMES);
        for (ImageName name : NAMES) {
            assertThat(content(images, name)).isEqualTo(exported(name));
        }
        assertThat(join(images.objectMaps().check(PLAIN, _ -> {})).clean()).isTrue();
        assertThat(join(images.objectMaps().check(STRIPED, _ -> {})).clean()).isTrue();
        assertThat(join(images.settings().metadata(PLAIN))).containsEntry("owner", "somebody");
        for (ImageName name : NAMES) {
            scribble(images, name);
            join(images.delete(name, _ -> {}));
        }
        assertThat(join(images.list("rbd", ""))).isEmpty();
    }
}
