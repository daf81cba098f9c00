package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checksums of data on real files: what is damaged is told, the rest is served. */
@SuppressWarnings("NullAway.Init") // set up before each test
class ChecksumsTest {

    private static final String DAMAGED = "error " + Errno.EIO;
    private static final int BLOCK = 4096;
    private static final String CONTENT = "a".repeat(BLOCK) + "b".repeat(BLOCK) + "c".repeat(100);

    @TempDir private Path directory;
    private LocalObjectStore store;
    private ObjectContext context;

    @BeforeEach
    void switchOn() throws Exception {
        open(Checksums.ON);
    }

    @AfterEach
    void close() {
        await(store.close());
    }

    private void open(Checksums checksums) throws Exception {
        store =
                LocalObjectStore.open(
                        directory,
                        LocalStoreSettings.defaults().withReserveBytes(0).withChecksums(checksums));
        context = store.context(store.pool("rbd").orElseThrow(), "");
    }

    private void writeContent() {
        assertThat(write(context, "x", hint(), data(0, CONTENT))).isZero();
    }

    private Path fileOf(String object) throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("pools"))) {
            return files.filter(file -> file.endsWith(object)).findFirst().orElseThrow();
        }
    }

    /** Changes one byte behind the store's back, while it is closed. */
    private void damage(String object, long position) throws Exception {
        await(store.close());
        damage(fileOf(object), position);
        open(Checksums.KEEP);
    }

    private static void damage(Path file, long position) throws Exception {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) ~one.get(0));
            channel.write(one.flip(), position);
        }
    }

    @Test
    void aDamagedBlockIsAnErrorAndTheOthersAreRead() throws Exception {
        writeContent();
        damage("x", BLOCK + 7);
        assertThat(read(context, "x", BLOCK, BLOCK)).isEqualTo(DAMAGED);
        assertThat(read(context, "x", BLOCK + 1000, 10)).isEqualTo(DAMAGED);
        assertThat(read(context, "x", 0, CONTENT.length())).isEqualTo(DAMAGED);
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo(CONTENT.substring(0, BLOCK));
        assertThat(read(context, "x", 10, 100)).isEqualTo(CONTENT.substring(10, 110));
        assertThat(read(context, "x", 2 * BLOCK, BLOCK)).isEqualTo(CONTENT.substring(2 * BLOCK));
    }

    @Test
    void damageInTheLastBlockOfAFileIsAnError() throws Exception {
        writeContent();
        damage("x", 2 * BLOCK + 99);
        assertThat(read(context, "x", 2 * BLOCK, 10)).isEqualTo(DAMAGED);
        assertThat(read(context, "x", 0, 2 * BLOCK)).isEqualTo(CONTENT.substring(0, 2 * BLOCK));
    }

    @Test
    void aPartOfADamagedBlockCannotBeWrittenAndTheWholeCan() throws Exception {
        writeContent();
        damage("x", 7);
        assertThat(write(context, "x", data(100, "new"))).isEqualTo(-Errno.EIO);
        assertThat(write(context, "x", new Step.Zero(100, 100))).isEqualTo(-Errno.EIO);
        assertThat(read(context, "x", 0, 10)).isEqualTo(DAMAGED);
        String fresh = "n".repeat(BLOCK);
        assertThat(write(context, "x", data(0, fresh))).isZero();
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo(fresh);
    }

    @Test
    void aFileThatWasCutShortIsAnErrorWhereDataIsMissing() throws Exception {
        writeContent();
        await(store.close());
        try (FileChannel channel = FileChannel.open(fileOf("x"), StandardOpenOption.WRITE)) {
            channel.truncate(BLOCK);
        }
        open(Checksums.KEEP);
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo(CONTENT.substring(0, BLOCK));
        assertThat(read(context, "x", BLOCK, BLOCK)).isEqualTo(DAMAGED);
        assertThat(read(context, "x", 0, CONTENT.length())).isEqualTo(DAMAGED);
    }

    @Test
    void aFileThatIsGoneIsAnErrorAndNotAHoleUntilItIsRemoved() throws Exception {
        writeContent();
        await(store.close());
        Files.delete(fileOf("x"));
        assertThat(StoreCheck.run(directory, false))
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).isEqualTo("is missing"));
        open(Checksums.KEEP);
        assertThat(read(context, "x", 0, 10)).isEqualTo(DAMAGED);
        assertThat(write(context, "x", data(0, "new"))).isEqualTo(-Errno.EIO);
        assertThat(write(context, "x", new Step.Remove())).isZero();
        assertThat(read(context, "x", 0, 10)).isEqualTo("error " + Errno.ENOENT);
        writeContent();
        await(store.close());
        assertThat(StoreCheck.run(directory, true)).isEmpty();
        open(Checksums.KEEP);
        assertThat(read(context, "x", 0, 10)).isEqualTo("a".repeat(10));
    }

    @Test
    void checkNamesTheFileTheNumberOfBlocksAndTheFirst() throws Exception {
        writeContent();
        assertThat(write(context, "y", hint(), data(0, CONTENT))).isZero();
        await(store.close());
        damage(fileOf("x"), BLOCK);
        damage(fileOf("x"), 2 * BLOCK);
        assertThat(StoreCheck.run(directory, false)).isEmpty();
        assertThat(StoreCheck.run(directory, true))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.where()).endsWith("/x");
                    assertThat(finding.problem())
                            .contains("2 blocks of 4096 bytes")
                            .contains("the first at byte 4096");
                });
        open(Checksums.KEEP);
    }

    @Test
    void damageUnderASnapshotIsAnErrorOfTheSnapshotOnly() throws Exception {
        writeContent();
        long snap = await(((SelfManagedSnaps) context).createSnap());
        ObjectContext newer = context.withSnapContext(new SnapContext(snap, List.of(snap)));
        assertThat(write(newer, "x", data(0, "n".repeat(BLOCK)))).isZero();
        damage("x", 7);
        assertThat(read(context.withReadSnap(snap), "x", 0, BLOCK)).isEqualTo(DAMAGED);
        assertThat(read(context.withReadSnap(snap), "x", BLOCK, BLOCK))
                .isEqualTo("b".repeat(BLOCK));
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo("n".repeat(BLOCK));
    }

    @Test
    void damageBelowALayerIsNotCopiedUpAsIfItWereWhole() throws Exception {
        writeContent();
        long snap = await(((SelfManagedSnaps) context).createSnap());
        damage("x", 7);
        ObjectContext newer = context.withSnapContext(new SnapContext(snap, List.of(snap)));
        assertThat(write(newer, "x", data(100, "new"))).isEqualTo(-Errno.EIO);
        assertThat(read(context, "x", 0, 10)).isEqualTo(DAMAGED);
    }

    @Test
    void damageWhileTheStoreIsOpenIsNoticed() throws Exception {
        writeContent();
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo(CONTENT.substring(0, BLOCK));
        damage(fileOf("x"), 7);
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo(DAMAGED);
    }

    @Test
    void theyAreKeptUntilTheyAreSwitchedOff() throws Exception {
        writeContent();
        await(store.close());
        assertThat(Files.readString(directory.resolve("format"))).isEqualTo("rbdgate-store 3\n");
        damage(fileOf("x"), 7);
        open(Checksums.OFF);
        assertThat(read(context, "x", 7, 1)).isEqualTo(Character.toString(255 - 'a'));
        await(store.close());
        assertThat(Files.readString(directory.resolve("format"))).isEqualTo("rbdgate-store 2\n");
        open(Checksums.KEEP);
        assertThat(write(context, "x", data(1, "new"))).isZero();
    }

    @Test
    void dataFromBeforeTheyWereSwitchedOnGetsThemWhenItIsUsed() throws Exception {
        await(store.close());
        open(Checksums.OFF);
        writeContent();
        assertThat(write(context, "y", hint(), data(0, CONTENT))).isZero();
        await(store.close());
        open(Checksums.ON);
        assertThat(read(context, "x", 0, 10)).isEqualTo("a".repeat(10));
        await(store.close());
        damage(fileOf("x"), 7);
        damage(fileOf("y"), 7);
        open(Checksums.KEEP);
        assertThat(read(context, "x", 0, BLOCK)).isEqualTo(DAMAGED);
        assertThat(read(context, "y", 0, 8)).startsWith("a").isNotEqualTo("a".repeat(8));
    }

    @Test
    void anOpenFileThatIsNotWrittenAnyMoreSurvivesACrashWithItsChecksums() throws Exception {
        long[] nanos = {0};
        MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);
        LocalStoreSettings settings =
                LocalStoreSettings.defaults().withReserveBytes(0).withChecksums(Checksums.ON);
        LocalObjectStore first =
                LocalObjectStore.open(memory, settings.withNanoTime(() -> nanos[0]));
        ObjectContext inFirst = first.context(first.pool("rbd").orElseThrow(), "");
        assertThat(write(inFirst, "x", hint(), data(0, CONTENT))).isZero();
        assertThat(write(inFirst, "y", hint(), data(0, CONTENT))).isZero();
        assertThat(flush(inFirst)).isZero();
        nanos[0] = 120_000_000_000L;
        assertThat(write(inFirst, "y", data(0, CONTENT))).isZero();
        assertThat(flush(inFirst)).isZero();
        MemoryStoreFiles left = memory.copy();
        for (String name : List.of("x", "y")) {
            left.open(pathOf(name)).write(7, List.of(Calls.direct("!")));
        }
        await(first.close());
        assertThat(StoreCheck.run(left, true))
                .singleElement()
                .satisfies(finding -> assertThat(finding.where()).endsWith("/x"));
    }

    private static String pathOf(String object) {
        return "pools/1/=/%02x/%s".formatted(ObjectNames.shard(object), object);
    }

    @Test
    void anOlderProgramIsKeptAway() throws Exception {
        await(store.close());
        Path format = directory.resolve("format");
        assertThat(Files.readString(format)).isEqualTo("rbdgate-store 3\n");
        Files.writeString(format, "rbdgate-store 4\n");
        assertThatThrownBy(() -> open(Checksums.KEEP))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("format 4")
                .hasMessageContaining("newer rbdgate");
        Files.writeString(format, "rbdgate-store 3\n");
        open(Checksums.KEEP);
    }
}
