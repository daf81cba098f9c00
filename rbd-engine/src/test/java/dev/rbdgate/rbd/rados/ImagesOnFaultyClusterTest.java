package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images while daemons and clients stop, die and come back; by a user with no more than the {@code
 * profile rbd} capabilities.
 */
@Tag("ceph")
@SuppressWarnings("NullAway.Init") // set up before the tests
class ImagesOnFaultyClusterTest {

    /** Takeovers in a normal run; the long one has a hundred. */
    private static final int ROUNDS = Integer.getInteger("takeover.rounds", 5);

    private static final String USER = "gw";
    private static final long MIB = 1 << 20;
    private static final long SIZE = 64 * MIB;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte NEW_VALUE = 0x77;

    @TempDir private static Path directory;
    private static CephCluster cluster;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final ImageName name = new ImageName("rbd", "", SharedCluster.freshNamespace());
    private RadosObjectStore store;
    private Images images;
    private Image image;

    @BeforeAll
    static void startCluster() {
        cluster =
                CephCluster.start(
                        directory, CephCluster.Authentication.CEPHX, CephCluster.Storage.DISK);
        cluster.createUser(USER, "profile rbd", "profile rbd pool=rbd");
        // A client counts as dead so long after it was last heard of; 30 s make a long test, and
        // one that lives is heard of every 5 s.
        cluster.ceph("config", "set", "osd", "osd_client_watch_timeout", "8");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        store = openStore();
        images = new Images(store);
        join(images.create(ImageSpec.of(name, SIZE)));
        image = join(images.open(name));
    }

    private static RadosObjectStore openStore() {
        return RadosObjectStore.open(
                new RadosStoreSettings(
                        cluster.conf(),
                        USER,
                        List.of("rbd"),
                        1,
                        RadosStoreSettings.DEFAULT_CONNECT_LIMIT));
    }

    @AfterEach
    void close() {
        cluster.thawOsd();
        join(image.close());
        join(store.close());
        assertThat(store.outstanding()).isZero();
    }

    private Load load() {
        Load load = new Load(image, 0, 1024, seed);
        await().atMost(LIMIT).until(() -> load.completed() > 200);
        return load;
    }

    private void checkAfter(Load load) {
        long before = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > before + 200);
        assertThat(load.stop()).isEmpty();
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        join(image.close());
        image = join(images.open(name));
        assertThat(load.wrongBlocks(image)).as("-Dseed=%d", seed).isEmpty();
        cluster.rbd("object-map", "check", "--no-progress", name.toString());
        assertThat(cluster.rbd("info", name.toString())).doesNotContain("object map invalid");
    }

    @Test
    void writesWaitForAnOsdThatIsFrozenForTwentySecondsAndNoneIsLost() {
        Load load = load();
        cluster.freezeOsd();
        await().during(Duration.ofSeconds(20))
                .atMost(Duration.ofSeconds(30))
                .until(() -> !image.hasEnded());
        cluster.thawOsd();
        checkAfter(load);
        assertThat(load.longest()).isGreaterThan(Duration.ofSeconds(15));
    }

    @Test
    void writesWaitForAnOsdThatIsKilledAndRestartedAndNoneIsLost() {
        Load load = load();
        cluster.killOsd();
        cluster.startOsd();
        checkAfter(load);
    }

    @Test
    void writesGoOnWhileTheMonitorIsRestarted() {
        Load load = load();
        cluster.killMonitor();
        long before = load.completed();
        await().atMost(LIMIT).until(() -> load.completed() > before + 200);
        cluster.startMonitor();
        checkAfter(load);
    }

    @Test
    void anOwnerThatDiesIsFollowedByTheNextWriter() throws Exception {
        Process child = startWriter();
        try (BufferedReader said = child.inputReader()) {
            awaitLine(said, StubbornWriter.BEGUN);
            child.destroyForcibly();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        overwriteAll();
        assertThat(cluster.ceph("osd", "blocklist", "ls")).contains("127.0.0.1");
        cluster.rbd("object-map", "check", "--no-progress", name.toString());
    }

    /**
     * The owner is frozen with writes that it has not sent; another client takes the image over and
     * writes the same blocks. When the first goes on, none of its writes may land.
     */
    @Test
    void nothingOfAFrozenOwnerLandsAfterATakeover() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Process child = startWriter();
            try (BufferedReader said = child.inputReader()) {
                awaitLine(said, StubbornWriter.BEGUN);
                // With the OSD frozen first, more is on its way than sockets hold.
                cluster.freezeOsd();
                cluster.freeze(child);
                cluster.thawOsd();
                overwriteAll();
                cluster.thaw(child);
                assertThat(endOf(child, said))
                        .as("round %d", round)
                        .startsWith(StubbornWriter.ENDED)
                        .contains("FENCED")
                        .endsWith(" 0 true");
                assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(oldBlocks()).as("round %d", round).isEmpty();
            } finally {
                child.destroyForcibly();
            }
        }
    }

    /** What the writer says at its end; it has to come to one. */
    private String endOf(Process child, BufferedReader said) throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                end.complete(awaitLine(said, StubbornWriter.ENDED));
            } catch (IOException | AssertionError e) {
                end.completeExceptionally(e);
            }
        });
        try {
            return end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // Which ends the reader too, before its stream is closed.
            child.destroyForcibly();
            throw new AssertionError("the frozen owner goes on; its blocks: " + oldBlocks(), e);
        }
    }

    /** The next line that begins so; the writer's log lines are passed over. */
    private static String awaitLine(BufferedReader said, String beginning) throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = said.readLine();
        }
        assertThat(line).as("the writer says '%s'", beginning).isNotNull();
        return String.valueOf(line);
    }

    private Process startWriter() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StubbornWriter.class.getName(),
                        cluster.conf().toString(),
                        USER,
                        name.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void overwriteAll() throws Exception {
        ByteBuffer data = ByteBuffer.allocateDirect(StubbornWriter.BLOCK_BYTES);
        while (data.hasRemaining()) {
            data.put(NEW_VALUE);
        }
        data.flip();
        List<CompletableFuture<Outcome>> writes = new ArrayList<>();
        for (int block = 0; block < StubbornWriter.BLOCKS; block++) {
            CompletableFuture<Outcome> done = new CompletableFuture<>();
            image.write(
                    (long) block * StubbornWriter.BLOCK_BYTES,
                    List.of(data.duplicate()),
                    Durability.CACHED,
                    done::complete);
            writes.add(done);
        }
        for (CompletableFuture<Outcome> write : writes) {
            assertThat(write.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Outcome.DONE);
        }
    }

    private List<Integer> oldBlocks() {
        List<Integer> old = new ArrayList<>();
        for (int block = 0; block < StubbornWriter.BLOCKS; block++) {
            ByteBuffer read = ByteBuffer.allocateDirect(StubbornWriter.BLOCK_BYTES);
            CompletableFuture<Outcome> done = new CompletableFuture<>();
            image.read((long) block * StubbornWriter.BLOCK_BYTES, List.of(read), done::complete);
            assertThat(join(done)).isEqualTo(Outcome.DONE);
            for (int at = 0; at < StubbornWriter.BLOCK_BYTES; at++) {
                if (read.get(at) != NEW_VALUE) {
                    old.add(block);
                    break;
                }
            }
        }
        return old;
    }
}
