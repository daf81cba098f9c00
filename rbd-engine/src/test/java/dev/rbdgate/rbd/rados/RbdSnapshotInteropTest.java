package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.ParentRef;
import dev.rbdgate.rbd.image.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots and clones that the engine and the {@code rbd} tool hand to each other, with object
 * maps as the tool checks them. On a cluster of its own, whose clients it changes.
 */
@Tag("ceph")
@SuppressWarnings("NullAway.Init") // set up before each test
class RbdSnapshotInteropTest {

    private static final int OBJECT = 1 << 20;
    private static final int SIZE = 12 * OBJECT;

    @TempDir private static Path clusterDirectory;
    private static CephCluster cluster;
    private static int images;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final ImageName name = new ImageName("rbd", "", "image" + images++);

    @TempDir private Path directory;
    private RadosObjectStore store;
    private Images engine;

    @BeforeAll
    static void startCluster() {
        cluster =
                CephCluster.start(
                        clusterDirectory,
                        CephCluster.Authentication.NONE,
                        CephCluster.Storage.MEMORY);
        cluster.createPool("second");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        store =
                RadosObjectStore.open(
                        new RadosStoreSettings(
                                cluster.conf(),
                                RadosStoreSettings.DEFAULT_USER,
                                List.of("rbd", "second"),
                                2,
                                RadosStoreSettings.DEFAULT_CONNECT_LIMIT));
        engine = new Images(store);
    }

    @AfterEach
    void close() {
        join(store.close());
        assertThat(store.outstanding()).isZero();
    }

    /** Which kind of clones the cluster's clients make from now on. */
    private void clonesOfKind(int kind) {
        cluster.ceph("osd", "set-require-min-compat-client", kind == 2 ? "mimic" : "luminous");
        join(store.close());
        open();
        assertThat(join(store.cloneV2Allowed())).isEqualTo(kind == 2);
    }

    private byte[] exported(String image) throws IOException {
        Path file = directory.resolve("export");
        Files.deleteIfExists(file);
        cluster.rbd("export", "--no-progress", image, file.toString());
        return Files.readAllBytes(file);
    }

    private void same(String image, byte[] expected) throws IOException {
        assertThat(Arrays.mismatch(exported(image), expected))
                .as("first difference of %s, -Dseed=%d", image, seed)
                .isEqualTo(-1);
    }

    private void sameInEngine(ImageName image, String snapshot, byte[] expected) {
        Image opened =
                join(
                        snapshot.isEmpty()
                                ? engine.open(image)
                                : engine.openSnapshot(image, snapshot));
        ByteBuffer all = ByteBuffer.allocateDirect(expected.length);
        await(done -> opened.read(0, List.of(all), done::complete));
        byte[] read = new byte[expected.length];
        all.get(0, read);
        assertThat(Arrays.mismatch(read, expected))
                .as("first difference of %s@%s, -Dseed=%d", image, snapshot, seed)
                .isEqualTo(-1);
        join(opened.close());
    }

    private static void await(Consumer<CompletableFuture<Outcome>> call) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        call.accept(done);
        assertThat(join(done)).isEqualTo(Outcome.DONE);
    }

    /** Random writes and unmaps by the engine, on the image and on the expected content. */
    private void scribble(ImageName image, byte[] content, int calls) {
        Image opened = join(engine.open(image));
        for (int i = 0; i < calls; i++) {
            boolean whole = random.nextInt(4) == 0;
            int length = whole ? OBJECT : 512 * (1 + random.nextInt(400));
            int offset =
                    whole
                            ? OBJECT * random.nextInt(SIZE / OBJECT)
                            : 512 * random.nextInt((SIZE - length) / 512);
            boolean unmaps = random.nextInt(3) == 0;
            // A part of an object that has nothing there is zeroed by an OSD without a change,
            // which
            // object maps, the tool's own too, tell as one.
            if (!unmaps || !whole) {
                byte[] data = new byte[length];
                random.nextBytes(data);
                System.arraycopy(data, 0, content, offset, length);
                ByteBuffer buffer = ByteBuffer.allocateDirect(length).put(data).flip();
                await(done ->
                        opened.write(offset, List.of(buffer), Durability.CACHED, done::complete));
            }
            if (unmaps) {
                Arrays.fill(content, offset, offset + length, (byte) 0);
                await(done -> opened.unmap(offset, length, Durability.CACHED, done::complete));
            }
        }
        join(opened.close());
    }

    /** The tool finds nothing wrong with the maps of an image and of its snapshots. */
    private void checkMaps(ImageName image) {
        cluster.rbd("object-map", "check", "--no-progress", image.toString());
        for (Snapshot snapshot : join(engine.snapshots().list(image))) {
            cluster.rbd("object-map", "check", "--no-progress", image + "@" + snapshot.name());
        }
        assertThat(cluster.rbd("info", image.toString())).doesNotContain("invalid");
        for (Snapshot snapshot : join(engine.snapshots().list(image))) {
            assertThat(cluster.rbd("info", image + "@" + snapshot.name()))
                    .doesNotContain("invalid");
        }
    }

    private void create() {
        join(engine.create(new ImageSpec(name, SIZE, OBJECT, 0, 0, Feature.DEFAULTS)));
    }

    private void snap(ImageName image, String snapshot) {
        join(engine.snapshots().create(image, snapshot));
        join(engine.snapshots().setProtected(image, snapshot, true));
    }

    @Test
    void snapshotsOfTheEngineAreTheTools() throws IOException {
        create();
        byte[] head = new byte[SIZE];
        scribble(name, head, 20);
        join(engine.snapshots().create(name, "s1"));
        byte[] s1 = head.clone();
        scribble(name, head, 6);
        join(engine.snapshots().create(name, "s2"));
        byte[] s2 = head.clone();
        scribble(name, head, 6);
        assertThat(cluster.rbd("snap", "ls", "--format", "json", name.toString()))
                .contains("\"name\":\"s1\"")
                .contains("\"name\":\"s2\"")
                .contains("\"size\":" + SIZE)
                .contains("\"protected\":\"false\"");
        same(name + "@s1", s1);
        same(name + "@s2", s2);
        same(name.toString(), head);
        checkMaps(name);
        copiedByDifferences(head);

        join(engine.snapshots().rename(name, "s2", "second"));
        same(name + "@second", s2);
        join(engine.snapshots().rollback(name, "s1", _ -> {}));
        same(name.toString(), s1);
        checkMaps(name);
        scribble(name, s1, 5);
        same(name.toString(), s1);
        checkMaps(name);
        join(engine.snapshots().delete(name, "s1", _ -> {}));
        checkMaps(name);
        same(name + "@second", s2);
        cluster.rbd("snap", "rm", "--no-progress", name + "@second");
        assertThat(join(engine.snapshots().list(name))).isEmpty();
        checkMaps(name);
        join(engine.delete(name, _ -> {}));
        assertThat(cluster.rbd("ls").lines()).doesNotContain(name.name());
    }

    /** The tool makes a copy of what the object maps say has changed, and of nothing else. */
    private void copiedByDifferences(byte[] head) throws IOException {
        String copy = name + "-copy";
        cluster.rbd("create", copy, "--size", SIZE + "B", "--object-size", OBJECT + "B");
        String file = directory.resolve("diff").toString();
        cluster.rbd("export-diff", "--no-progress", "--whole-object", name + "@s1", file);
        cluster.rbd("import-diff", "--no-progress", file, copy);
        Files.delete(Path.of(file));
        cluster.rbd(
                "export-diff",
                "--no-progress",
                "--whole-object",
                "--from-snap",
                "s1",
                name + "@s2",
                file);
        cluster.rbd("import-diff", "--no-progress", file, copy);
        Files.delete(Path.of(file));
        cluster.rbd(
                "export-diff",
                "--no-progress",
                "--whole-object",
                "--from-snap",
                "s2",
                name.toString(),
                file);
        cluster.rbd("import-diff", "--no-progress", file, copy);
        same(copy, head);
        cluster.rbd("snap", "purge", "--no-progress", copy);
        cluster.rbd("rm", "--no-progress", copy);
    }

    @Test
    void snapshotsOfTheToolAreTheEngines() throws IOException {
        cluster.rbd("create", name.toString(), "--size", SIZE + "B", "--object-size", OBJECT + "B");
        bench(name);
        byte[] first = exported(name.toString());
        cluster.rbd("snap", "create", "--no-progress", name + "@t1");
        cluster.rbd("snap", "protect", name + "@t1");
        byte[] head = first.clone();
        scribble(name, head, 10);
        cluster.rbd("snap", "create", "--no-progress", name + "@t2");
        bench(name);
        List<Snapshot> found = join(engine.snapshots().list(name));
        assertThat(found.stream().map(Snapshot::name)).containsExactly("t1", "t2");
        assertThat(found.getFirst().isProtected()).isTrue();
        sameInEngine(name, "t1", first);
        sameInEngine(name, "t2", head);
        checkMaps(name);
        join(engine.snapshots().setProtected(name, "t1", false));
        join(engine.snapshots().rollback(name, "t2", _ -> {}));
        same(name.toString(), head);
        checkMaps(name);
        cluster.rbd("snap", "rollback", "--no-progress", name + "@t1");
        sameInEngine(name, "", first);
        join(engine.snapshots().delete(name, "t2", _ -> {}));
        join(engine.snapshots().delete(name, "t1", _ -> {}));
        same(name.toString(), first);
        cluster.rbd("rm", "--no-progress", name.toString());
    }

    private static void bench(ImageName image) {
        cluster.rbd(
                "bench",
                "--io-type",
                "write",
                "--io-pattern",
                "rand",
                "--io-size",
                "8K",
                "--io-total",
                "256K",
                image.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void clonesOfTheEngineAreTheTools(int kind) throws IOException {
        clonesOfKind(kind);
        create();
        byte[] base = new byte[SIZE];
        scribble(name, base, 20);
        snap(name, "s");
        ImageName clone = new ImageName("second", "", name.name() + "-clone");
        join(engine.clones().create(CloneSpec.of(name, "s", clone)));
        byte[] content = base.clone();
        scribble(clone, content, 10);
        same(clone.toString(), content);
        assertThat(cluster.rbd("info", clone.toString()))
                .contains("parent: " + name + "@s")
                .contains("overlap: 12 MiB");
        assertThat(cluster.rbd("children", name + "@s").trim()).isEqualTo(clone.toString());
        checkMaps(clone);

        snap(clone, "own");
        byte[] own = content.clone();
        scribble(clone, content, 10);
        same(clone.toString(), content);
        same(clone + "@own", own);
        checkMaps(clone);
        bench(clone);
        content = exported(clone.toString());
        sameInEngine(clone, "", content);
        checkMaps(clone);

        join(engine.clones().flatten(clone, _ -> {}));
        assertThat(cluster.rbd("info", clone.toString())).doesNotContain("parent:");
        assertThat(cluster.rbd("children", name + "@s").trim()).isEmpty();
        same(clone.toString(), content);
        same(clone + "@own", own);
        checkMaps(clone);
        cluster.rbd("snap", "unprotect", name + "@s");
        cluster.rbd("snap", "rm", "--no-progress", name + "@s");
        join(engine.delete(name, _ -> {}));
        join(engine.snapshots().setProtected(clone, "own", false));
        join(engine.snapshots().delete(clone, "own", _ -> {}));
        join(engine.delete(clone, _ -> {}));
        assertThat(cluster.rbd("ls", "second").lines()).doesNotContain(clone.name());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void clonesOfTheToolAreTheEngines(int kind) throws IOException {
        clonesOfKind(kind);
        cluster.rbd("create", name.toString(), "--size", SIZE + "B", "--object-size", OBJECT + "B");
        byte[] base = new byte[SIZE];
        scribble(name, base, 20);
        cluster.rbd("snap", "create", "--no-progress", name + "@s");
        cluster.rbd("snap", "protect", name + "@s");
        ImageName clone = new ImageName("rbd", "", name.name() + "-clone");
        cluster.rbd(
                "clone",
                "--object-size",
                "64K",
                "--stripe-unit",
                "16K",
                "--stripe-count",
                "3",
                name + "@s",
                clone.toString());
        ParentRef parent = join(engine.info(clone)).parent().orElseThrow();
        assertThat(parent.name()).contains(name.name());
        assertThat(parent.snapshot()).contains("s");
        assertThat(join(engine.clones().children(name, Optional.of("s")))).containsExactly(clone);
        byte[] content = base.clone();
        scribble(clone, content, 8);
        same(clone.toString(), content);
        checkMaps(clone);
        cluster.rbd("snap", "create", "--no-progress", clone + "@own");
        byte[] own = content.clone();
        bench(clone);
        content = exported(clone.toString());
        scribble(clone, content, 8);
        same(clone.toString(), content);
        sameInEngine(clone, "own", own);
        checkMaps(clone);
        cluster.rbd("flatten", "--no-progress", clone.toString());
        sameInEngine(clone, "", content);
        sameInEngine(clone, "own", own);
        assertThat(join(engine.info(clone)).parent()).isEmpty();
        assertThat(join(engine.clones().children(name, Optional.empty()))).isEmpty();
        join(engine.snapshots().delete(clone, "own", _ -> {}));
        cluster.rbd("rm", "--no-progress", clone.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aChainOfThreeIsMadeByBoth(int kind) throws IOException {
        clonesOfKind(kind);
        create();
        byte[] content = new byte[SIZE];
        scribble(name, content, 15);
        snap(name, "s");
        ImageName first = new ImageName("rbd", "", name.name() + "-1");
        join(
                engine.clones()
                        .create(
                                new CloneSpec(
                                        name,
                                        "s",
                                        first,
                                        OptionalLong.of(4 * OBJECT),
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        Optional.empty())));
        scribble(first, content, 5);
        cluster.rbd("snap", "create", "--no-progress", first + "@s");
        cluster.rbd("snap", "protect", first + "@s");
        ImageName second = new ImageName("rbd", "", name.name() + "-2");
        cluster.rbd(
                "clone",
                "--object-size",
                "128K",
                "--stripe-unit",
                "128K",
                "--stripe-count",
                "1",
                first + "@s",
                second.toString());
        scribble(second, content, 5);
        snap(second, "s");
        ImageName third = new ImageName("rbd", "", name.name() + "-3");
        join(engine.clones().create(CloneSpec.of(second, "s", third)));
        scribble(third, content, 5);
        same(third.toString(), content);
        sameInEngine(third, "", content);
        checkMaps(third);
        bench(third);
        content = exported(third.toString());
        sameInEngine(third, "", content);
        cluster.rbd("flatten", "--no-progress", second.toString());
        join(engine.clones().flatten(third, _ -> {}));
        same(third.toString(), content);
        checkMaps(third);
    }

    @Test
    void aRemovedSnapshotLivesOnForItsClone() throws IOException {
        clonesOfKind(2);
        create();
        byte[] content = new byte[SIZE];
        scribble(name, content, 15);
        join(engine.snapshots().create(name, "s"));
        ImageName clone = new ImageName("rbd", "", name.name() + "-clone");
        join(engine.clones().create(CloneSpec.of(name, "s", clone)));
        join(engine.snapshots().delete(name, "s", _ -> {}));
        assertThat(cluster.rbd("snap", "ls", name.toString()).trim()).isEmpty();
        assertThat(cluster.rbd("snap", "ls", "--all", name.toString())).contains("trash");
        assertThat(join(engine.info(clone)).parent().orElseThrow().snapshot()).isEmpty();
        same(clone.toString(), content);
        scribble(clone, content, 5);
        cluster.rbd("flatten", "--no-progress", clone.toString());
        assertThat(cluster.rbd("snap", "ls", "--all", name.toString()).trim()).isEmpty();

        // And the other way round.
        cluster.rbd("snap", "create", "--no-progress", name + "@t");
        ImageName other = new ImageName("rbd", "", name.name() + "-other");
        cluster.rbd("clone", name + "@t", other.toString());
        cluster.rbd("snap", "rm", "--no-progress", name + "@t");
        join(engine.delete(other, _ -> {}));
        assertThat(cluster.rbd("snap", "ls", "--all", name.toString()).trim()).isEmpty();
        join(engine.delete(name, _ -> {}));
        same(clone.toString(), content);
    }

    @Test
    void whatTheToolAsksOfAnOpenImageIsDone() throws IOException {
        clonesOfKind(2);
        create();
        byte[] base = new byte[SIZE];
        scribble(name, base, 15);
        join(engine.snapshots().create(name, "s"));
        ImageName clone = new ImageName("rbd", "", name.name() + "-clone");
        join(engine.clones().create(CloneSpec.of(name, "s", clone)));
        Image open = join(engine.open(clone));
        byte[] content = base.clone();
        // Written by the image that stays open: it is the owner when the tool comes.
        scribble(clone, content, 5);
        cluster.rbd("snap", "create", "--no-progress", clone + "@a");
        byte[] a = content.clone();
        scribble(clone, content, 5);
        cluster.rbd("snap", "rename", clone + "@a", clone + "@b");
        cluster.rbd("snap", "protect", clone + "@b");
        assertThat(join(engine.snapshots().list(clone)).getFirst().isProtected()).isTrue();
        cluster.rbd("flatten", "--no-progress", clone.toString());
        scribble(clone, content, 5);
        assertThat(join(open.info()).parent()).isEmpty();
        same(clone + "@b", a);
        cluster.rbd("snap", "unprotect", clone + "@b");
        sameInEngine(clone, "b", a);
        cluster.rbd("snap", "rm", "--no-progress", clone + "@b");
        assertThat(join(open.info()).snapshots()).isEmpty();
        scribble(clone, content, 5);
        join(open.close());
        same(clone.toString(), content);
        checkMaps(clone);
    }
}
