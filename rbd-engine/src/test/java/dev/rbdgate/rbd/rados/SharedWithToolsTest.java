package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One image that is open here and that {@code rbd} and librbd use at the same time. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
@SuppressWarnings("NullAway.Init") // set up before each test
class SharedWithToolsTest {

    private static final long MIB = 1 << 20;
    private static final long SIZE = 64 * MIB;
    private static final int HANDLES = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final CephCluster cluster = SharedCluster.cluster();
    private final ImageName name = new ImageName("rbd", "", SharedCluster.freshNamespace());

    private RadosObjectStore store;
    private Images images;
    private Image image;

    @BeforeEach
    void open() {
        store = RadosObjectStore.open(cluster.settings(HANDLES));
        images = new Images(store);
        join(images.create(ImageSpec.of(name, SIZE)));
        image = join(images.open(name));
    }

    @AfterEach
    void close() {
        join(image.close());
        join(store.close());
        assertThat(store.outstanding()).isZero();
    }

    private Load load() {
        return new Load(image, SIZE / 2, 1024, seed);
    }

    private Outcome write(long offset, int value) {
        ByteBuffer data = ByteBuffer.allocateDirect(512);
        while (data.hasRemaining()) {
            data.put((byte) value);
        }
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        image.write(offset, List.of(data.flip()), Durability.CACHED, done::complete);
        return join(done);
    }

    private void checkObjectMap() {
        cluster.rbd("object-map", "check", "--no-progress", name.toString());
        assertThat(cluster.rbd("info", name.toString())).doesNotContain("object map invalid");
    }

    private boolean ours(String lockList) {
        return IntStream.range(0, HANDLES)
                .mapToLong(_ -> store.context(store.pools().getFirst(), "").instanceId())
                .anyMatch(id -> lockList.contains("client." + id + " "));
    }

    @Test
    void benchTakesTheLockFromAWriterAndTheWriterGetsItBack() {
        Load load = load();
        await().atMost(LIMIT).until(() -> load.completed() > 100);
        assertThat(ours(cluster.rbd("lock", "ls", name.toString()))).isTrue();
        for (int round = 0; round < 3; round++) {
            cluster.rbd(
                    "bench",
                    "--io-type=write",
                    "--io-size=4K",
                    "--io-threads=1",
                    "--io-total=256K",
                    name.toString());
            long before = load.completed();
            await().atMost(LIMIT).until(() -> load.completed() > before + 100);
        }
        assertThat(load.stop()).isEmpty();
        assertThat(ours(cluster.rbd("lock", "ls", name.toString()))).isTrue();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        join(image.close());
        checkObjectMap();
        image = join(images.open(name));
        assertThat(load.wrongBlocks(image)).isEmpty();
    }

    @Test
    void aWriterAndBenchShareTheImageForAWhile() throws Exception {
        Load load = load();
        Process bench =
                cluster.startRbd(
                        "bench",
                        "--io-type=write",
                        "--io-size=4K",
                        "--io-threads=1",
                        "--io-total=16M",
                        name.toString());
        // Long enough for some hand-overs; what it has written meanwhile is beside the point.
        boolean over = bench.waitFor(8, TimeUnit.SECONDS);
        long during = load.completed();
        if (!over) {
            bench.destroy();
            assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } else {
            assertThat(bench.exitValue()).isZero();
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> load.completed() > during + 100);
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
    }

    @Test
    void theToolResizesAnImageThatWeOwn() {
        List<Long> told = new ArrayList<>();
        image.onChange(() -> told.add(image.sizeBytes()));
        Load load = load();
        await().atMost(LIMIT).until(() -> load.completed() > 100);
        cluster.rbd("resize", "--no-progress", "--size", "96M", name.toString());
        assertThat(image.sizeBytes()).isEqualTo(96 * MIB);
        assertThat(told).containsExactly(96 * MIB);
        assertThat(ours(cluster.rbd("lock", "ls", name.toString()))).isTrue();
        cluster.rbd("resize", "--no-progress", "--allow-shrink", "--size", "64M", name.toString());
        assertThat(image.sizeBytes()).isEqualTo(SIZE);
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        checkObjectMap();
    }

    private void rbd(String... arguments) {
        cluster.rbd(arguments);
        assertThat(ours(cluster.rbd("lock", "ls", name.toString())))
                .as("the lock is ours after rbd %s", List.of(arguments))
                .isTrue();
    }

    @Test
    void theToolTakesAndChangesSnapshotsOfAnImageThatWeOwnAndWrite() {
        Load load = load();
        await().atMost(LIMIT).until(() -> load.completed() > 100);
        rbd("snap", "create", "--no-progress", name + "@a");
        rbd("snap", "rename", name + "@a", name + "@b");
        rbd("snap", "protect", name + "@b");
        assertThat(cluster.rbd("snap", "ls", name.toString())).contains(" b ").contains("yes");
        assertThat(catchThrowable(() -> cluster.rbd("snap", "rm", "--no-progress", name + "@b")))
                .hasMessageContaining("protected");
        long before = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > before + 200);
        rbd("snap", "unprotect", name + "@b");
        rbd("snap", "create", "--no-progress", name + "@c");
        rbd("snap", "rm", "--no-progress", name + "@b");
        assertThat(join(image.info()).snapshots())
                .extracting(snapshot -> snapshot.name())
                .containsExactly("c");
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        checkObjectMap();
        cluster.rbd("snap", "rm", "--no-progress", name + "@c");
    }

    @Test
    void theToolChangesMetadataFeaturesMapAndNameOfAnImageThatWeOwnAndWrite() {
        Load load = load();
        await().atMost(LIMIT).until(() -> load.completed() > 100);
        rbd("image-meta", "set", name.toString(), "owner", "somebody");
        assertThat(cluster.rbd("image-meta", "get", name.toString(), "owner")).contains("somebody");
        rbd("object-map", "rebuild", "--no-progress", name.toString());
        checkObjectMap();
        rbd("feature", "disable", name.toString(), "object-map,fast-diff");
        assertThat(cluster.rbd("info", name.toString())).doesNotContain("object-map");
        long before = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > before + 200);
        rbd("feature", "enable", name.toString(), "object-map,fast-diff");
        long after = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > after + 200);
        assertThat(write(3 * MIB, 9)).isEqualTo(Outcome.DONE);
        checkObjectMap();
        String renamed = name + "-renamed";
        cluster.rbd("rename", name.toString(), renamed);
        assertThat(cluster.rbd("ls").lines()).contains(name.name() + "-renamed");
        long later = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > later + 200);
        cluster.rbd("rename", renamed, name.toString());
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        // What we do not offer the tool does itself: it asks for the lock and gets it.
        cluster.rbd("sparsify", "--no-progress", name.toString());
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        assertThat(write(3 * MIB, 9)).isEqualTo(Outcome.DONE);
    }

    @Test
    void theExclusiveLockIsSwitchedOffAndOnByTheToolWhileWeWrite() {
        Load load = load();
        await().atMost(LIMIT).until(() -> load.completed() > 100);
        cluster.rbd("feature", "disable", name.toString(), "object-map,fast-diff,exclusive-lock");
        long before = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > before + 200);
        assertThat(cluster.rbd("lock", "ls", name.toString())).doesNotContain("client.");
        cluster.rbd("feature", "enable", name.toString(), "exclusive-lock");
        await().atMost(LIMIT).until(() -> ours(cluster.rbd("lock", "ls", name.toString())));
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
    }

    @Test
    void theToolFlattensACloneThatWeOwnAndWrite() {
        assertThat(write(0, 1)).isEqualTo(Outcome.DONE);
        assertThat(write(40 * MIB, 2)).isEqualTo(Outcome.DONE);
        cluster.rbd("snap", "create", "--no-progress", name + "@s");
        cluster.rbd("snap", "protect", name + "@s");
        ImageName child = new ImageName("rbd", "", name.name() + "-child");
        cluster.rbd("clone", name + "@s", child.toString());
        Image clone = join(images.open(child));
        Load load = new Load(clone, SIZE / 2, 1024, seed);
        await().atMost(LIMIT).until(() -> load.completed() > 100);
        cluster.rbd("flatten", "--no-progress", child.toString());
        assertThat(cluster.rbd("info", child.toString())).doesNotContain("parent:");
        assertThat(ours(cluster.rbd("lock", "ls", child.toString()))).isTrue();
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(clone)).as("-Dseed=%d", seed).isEmpty();
        assertThat(join(clone.info()).parent()).isEmpty();
        join(clone.close());
        cluster.rbd("snap", "unprotect", name + "@s");
    }

    @Test
    void aResizeByTheToolIsSeenWithoutTheLock() {
        cluster.rbd("resize", "--no-progress", "--size", "80M", name.toString());
        assertThat(image.sizeBytes()).isEqualTo(80 * MIB);
        assertThat(write(79 * MIB, 1)).isEqualTo(Outcome.DONE);
    }

    @Test
    void anImageThatLibrbdOwnsIsResizedByItsOwner() throws Exception {
        Process bench =
                cluster.startRbd(
                        "bench",
                        "--io-type=write",
                        "--io-size=4K",
                        "--io-threads=4",
                        "--io-total=4G",
                        name.toString());
        try {
            await().atMost(LIMIT)
                    .until(() -> cluster.rbd("lock", "ls", name.toString()).contains("client."));
            String owner = cluster.rbd("lock", "ls", name.toString());
            assertThat(ours(owner)).isFalse();
            assertThat(join(images.resize(name, 72 * MIB, false)).sizeBytes()).isEqualTo(72 * MIB);
            assertThat(image.sizeBytes()).isEqualTo(72 * MIB);
            join(images.snapshots().create(name, "asked"));
            assertThat(cluster.rbd("snap", "ls", name.toString())).contains("asked");
            join(images.snapshots().rename(name, "asked", "renamed"));
            join(images.snapshots().setProtected(name, "renamed", true));
            join(images.snapshots().setProtected(name, "renamed", false));
            join(images.snapshots().delete(name, "renamed", _ -> {}));
            assertThat(cluster.rbd("snap", "ls", name.toString())).doesNotContain("renamed");
            assertThat(cluster.rbd("lock", "ls", name.toString())).isEqualTo(owner);
            assertThat(bench.isAlive()).isTrue();
            // And it gives the lock up for a write.
            assertThat(write(71 * MIB, 5)).isEqualTo(Outcome.DONE);
        } finally {
            bench.destroyForcibly();
            assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAdvisoryLockKeepsWritesOutUntilItIsRemoved() {
        cluster.rbd("lock", "add", name.toString(), "mine");
        Outcome refused = write(0, 1);
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> {
                            assertThat(failed.error()).isEqualTo(BlockError.WRITE_PROTECTED);
                            assertThat(failed.detail()).contains("mine");
                        });
        String locker =
                cluster.rbd("lock", "ls", name.toString())
                        .lines()
                        .filter(line -> line.startsWith("client."))
                        .findFirst()
                        .orElseThrow()
                        .split(" ", 2)[0];
        cluster.rbd("lock", "rm", name.toString(), "mine", locker);
        assertThat(write(0, 1)).isEqualTo(Outcome.DONE);
    }

    @Test
    void theToolSeesUsWatchAndRefusesToDeleteTheImage() {
        assertThat(cluster.rbd("status", name.toString())).contains("watcher=127.0.0.1");
        assertThat(write(0, 1)).isEqualTo(Outcome.DONE);
        Throwable refusal =
                catchThrowable(() -> cluster.rbd("rm", "--no-progress", name.toString()));
        assertThat(refusal).hasMessageContaining("image still has watchers");
        assertThat(write(0, 2)).isEqualTo(Outcome.DONE);
    }

    @Test
    void anOperatorWhoTakesOurLockAwayFencesUsAndTheImageOpensAnew() {
        assertThat(write(0, 1)).isEqualTo(Outcome.DONE);
        String[] locker =
                cluster.rbd("lock", "ls", name.toString())
                        .lines()
                        .filter(line -> line.startsWith("client."))
                        .findFirst()
                        .orElseThrow()
                        .split(" +", -1);
        cluster.rbd("lock", "rm", name.toString(), locker[1] + " " + locker[2], locker[0]);
        assertThat(write(0, 2)).isInstanceOf(Outcome.Failed.class);
        await().atMost(LIMIT).until(image::hasEnded);
        assertThat(write(0, 3)).isInstanceOf(Outcome.Failed.class);
        assertThat(catchThrowable(() -> join(image.close()))).hasMessageContaining("108");
        image =
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> join(images.open(name)), opened -> true);
        assertThat(write(0, 4)).isEqualTo(Outcome.DONE);
    }
}
