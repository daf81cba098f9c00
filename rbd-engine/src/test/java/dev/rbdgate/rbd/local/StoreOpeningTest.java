package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening: what is refused, and what a store remembers of how it ended. */
class StoreOpeningTest {

    private static final LocalStoreSettings SETTINGS =
            LocalStoreSettings.defaults().withReserveBytes(0);

    @TempDir Path directory;

    private static String refusal(Path path) {
        return String.valueOf(
                assertThrows(StoreOpenException.class, () -> LocalObjectStore.open(path, SETTINGS))
                        .getMessage());
    }

    @Test
    void foreignDirectoryIsRefusedAndLeftAlone() throws Exception {
        Files.writeString(directory.resolve("thesis.tex"), "valuable");
        assertThat(refusal(directory)).contains("not an rbdgate store").contains("thesis.tex");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("thesis.tex"));
        }
    }

    @Test
    void newerFormatIsRefused() throws Exception {
        Files.writeString(directory.resolve("format"), "rbdgate-store 4\n");
        assertThat(refusal(directory)).contains("format 4").contains("newer rbdgate");
    }

    @Test
    void damagedFormatFileIsRefused() throws Exception {
        Files.writeString(directory.resolve("format"), "something else");
        assertThat(refusal(directory)).contains("does not say").contains("format");
    }

    @Test
    void pathThatCannotBeADirectoryIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(refusal(file.resolve("store"))).contains("cannot be made");
    }

    @Test
    void damagedRecordsAreRefused() throws Exception {
        LocalObjectStore store = LocalObjectStore.open(directory, SETTINGS);
        await(store.close());
        try (var files = Files.list(directory.resolve("kv"))) {
            for (Path file : files.filter(f -> f.toString().contains("log.")).toList()) {
                Files.write(file, new byte[100]);
            }
        }
        assertThat(refusal(directory)).contains("damaged").contains("backup");
    }

    @Test
    void missingDirectoryIsMade() throws Exception {
        Path path = directory.resolve("a/b");
        LocalObjectStore store = LocalObjectStore.open(path, SETTINGS);
        await(store.close());
        assertThat(Files.readString(path.resolve("format"))).isEqualTo("rbdgate-store 2\n");
    }

    @Test
    void olderFormatIsRaised() throws Exception {
        LocalObjectStore store = LocalObjectStore.open(directory, SETTINGS);
        await(store.close());
        Files.writeString(directory.resolve("format"), "rbdgate-store 1\n");
        store = LocalObjectStore.open(directory, SETTINGS);
        await(store.close());
        assertThat(Files.readString(directory.resolve("format"))).isEqualTo("rbdgate-store 2\n");
    }

    @Test
    void interruptedMakingIsContinued() throws Exception {
        MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);
        memory.lock("owner.lock", "the first").close();
        memory.createDirectory("kv");
        memory.createDirectory("pools");
        LocalObjectStore store = LocalObjectStore.open(memory, SETTINGS);
        assertThat(store.pool("rbd")).isPresent();
        await(store.close());
    }

    @Test
    void uncleanStopIsToldOnceAndHostRestartForADayWhateverFollows() throws Exception {
        Instant[] now = {Instant.EPOCH};
        LocalStoreSettings settings = SETTINGS.withClock(() -> now[0]);
        MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);
        LocalObjectStore store = LocalObjectStore.open(memory, settings);
        await(store.close());
        store = LocalObjectStore.open(memory, settings);
        assertThat(store.uncleanStop()).isFalse();

        MemoryStoreFiles killed = memory.copy();
        store = LocalObjectStore.open(killed, settings);
        assertThat(store.uncleanStop()).isTrue();
        assertThat(store.uncleanHostRestart()).isFalse();

        MemoryStoreFiles restarted = killed.copy();
        restarted.reboot("second-boot");
        store = LocalObjectStore.open(restarted, settings);
        assertThat(store.uncleanHostRestart()).isTrue();

        MemoryStoreFiles killedAgain = restarted.copy();
        killedAgain.reboot("second-boot");
        store = LocalObjectStore.open(killedAgain, settings);
        assertThat(store.uncleanHostRestart()).isTrue();
        await(store.close());

        store = LocalObjectStore.open(killedAgain, settings);
        assertThat(store.uncleanStop()).isFalse();
        // Not every initiator need have come back in between.
        assertThat(store.uncleanHostRestart()).isTrue();
        await(store.close());

        now[0] = now[0].plus(Duration.ofDays(1));
        store = LocalObjectStore.open(killedAgain, settings);
        assertThat(store.uncleanHostRestart()).isFalse();
        await(store.close());
        now[0] = Instant.EPOCH;
        store = LocalObjectStore.open(killedAgain, settings);
        assertThat(store.uncleanHostRestart()).isFalse();
        await(store.close());
    }

    @Test
    void checkFindsNothingInAGoodStoreAndRefusesOneInUse() throws Exception {
        LocalObjectStore store = LocalObjectStore.open(directory, SETTINGS);
        ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "ns");
        write(context, "data", hint(), data(0, "x"));
        write(context, "record", data(10_000, "x"));
        assertThat(assertThrows(StoreOpenException.class, () -> StoreCheck.run(directory, true)))
                .hasMessageContaining("in use");
        await(store.close());
        assertThat(StoreCheck.run(directory, true)).isEmpty();
        assertThrows(StoreOpenException.class, () -> StoreCheck.run(directory.resolve("kv"), true));
    }

    @Test
    void checkFindsStrayFilesAndMissingOnes() throws Exception {
        MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);
        LocalObjectStore store = LocalObjectStore.open(memory, SETTINGS);
        ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "");
        write(context, "data", hint(), data(0, "x"));
        write(context, "data", new Step.SetXattr("n", new byte[1]));
        write(context, "record", data(0, "x"));
        await(store.close());
        String shard = "pools/1/=/%02x/".formatted(ObjectNames.shard("data"));
        memory.delete(shard + "data");
        stray(memory, shard + "not%an%object");
        memory.createDirectory("pools/7");
        String wrong = "pools/1/=/%02x".formatted(ObjectNames.shard("record") ^ 1);
        if (!memory.exists(wrong)) {
            memory.createDirectory(wrong);
        }
        stray(memory, wrong + "/record");
        stray(memory, "pools/1/=/file");
        List<String> problems =
                StoreCheck.run(memory, true).stream().map(StoreCheck.Finding::problem).toList();
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "is missing, and has records",
                        "is no object's file",
                        "is of no pool",
                        "is in the wrong directory, so its object is not found",
                        "is of an object that has its content in the records",
                        "is no directory of objects");
    }

    private static void stray(MemoryStoreFiles memory, String path) throws Exception {
        StoreFile file = memory.create(path);
        file.close();
    }

    @Test
    void acknowledgedWritesSurviveSigkill() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledWriter.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        int acknowledged = -1;
        try (var out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(KilledWriter.ACKNOWLEDGED)) {
                    acknowledged =
                            Integer.parseInt(line.substring(KilledWriter.ACKNOWLEDGED.length()));
                }
                if (acknowledged == 300) {
                    child.toHandle().destroyForcibly();
                }
            }
        }
        child.waitFor();
        assertThat(acknowledged).isGreaterThanOrEqualTo(300);
        LocalObjectStore store = LocalObjectStore.open(directory, SETTINGS);
        assertThat(store.uncleanStop()).isTrue();
        assertThat(store.uncleanHostRestart()).isFalse();
        ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "");
        for (int i = 0; i <= acknowledged; i++) {
            assertThat(read(context, KilledWriter.data(i), 0, 10)).isEqualTo("d" + i);
            assertThat(read(context, KilledWriter.record(i), 0, 10)).isEqualTo("r" + i);
        }
        await(store.close());
    }
}
