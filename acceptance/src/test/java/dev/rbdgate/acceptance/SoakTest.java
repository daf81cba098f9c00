package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that comes and goes, over and over, beside a steady load: nothing of it stays. {@code
 * -Dsoak.seconds=1800} for a long run.
 */
@Tag("faults")
@SuppressWarnings("NullAway.Init") // started first thing by each test
final class SoakTest {

    private static final Duration SOAK = Duration.ofSeconds(Integer.getInteger("soak.seconds", 20));

    /** In an image of 64 MiB. */
    private static final int OBJECTS = 16;

    private static final long SECTORS_PER_OBJECT = 8192;

    /**
     * Until caches, pools and compiled code have their size, and every object, whose file stays
     * open, has been used.
     */
    private static final int WARM_UP_ROUNDS = OBJECTS;

    /**
     * Caches that fill up: 8 MiB of the database's pages, 2,048 objects, 1,000 tasks. A leak of 6
     * KiB a round is more in 30 min.
     */
    private static final long HEAP_GROWTH_BYTES = 16L << 20;

    /** Pools of buffers that have been needed at once. */
    private static final long DIRECT_GROWTH_KIB = 32L << 10;

    /** What the process is to stay below in all, with a heap and compiled code of any size. */
    private static final long MOST_RESIDENT_KIB = 700L << 10;

    /** How long what is under way, the layers of removed snapshots, may keep files open. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    private static final int DESCRIPTOR_GROWTH = 8;
    private static final int THREAD_GROWTH = 4;
    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern DIRECT =
            Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** A part of the JVM's memory of which there is more, or less, than at the baseline. */
    private static final Pattern GROWN = Pattern.compile("committed=\\d+KB [+-]");

    private final Network network = new Network();
    private final Fixtures fixtures = new Fixtures();
    private final Path directory;
    private Gateway gateway;
    private int rounds;

    SoakTest(@TempDir Path directory) {
        this.directory = directory;
        fixtures.add(network);
    }

    @AfterEach
    void stop() {
        fixtures.close();
    }

    /** What the process holds, after a full collection. */
    private record Holdings(
            long heapBytes,
            long directKib,
            long residentKib,
            int threads,
            List<String> descriptors) {

        @Override
        public String toString() {
            return "%d KiB of heap, %d direct, %d resident, %d threads, %d descriptors"
                    .formatted(
                            heapBytes >> 10, directKib, residentKib, threads, descriptors.size());
        }
    }

    private Holdings holdings() throws IOException {
        String pid = String.valueOf(gateway.pid());
        String jcmd = gateway.java().resolveSibling("jcmd").toString();
        Command.run(jcmd, pid, "GC.run").ok();
        long heap = 0;
        Matcher used = HEAP.matcher(Command.run(jcmd, pid, "GC.heap_info").ok());
        while (used.find()) {
            heap += Long.parseLong(used.group(1)) << 10;
        }
        Path process = Path.of("/proc", pid);
        Matcher direct = DIRECT.matcher(memory("summary"));
        assertThat(direct.find()).isTrue();
        Matcher resident = RESIDENT.matcher(Files.readString(process.resolve("status")));
        assertThat(resident.find()).isTrue();
        return new Holdings(
                heap,
                Long.parseLong(direct.group(1)),
                Long.parseLong(resident.group(1)),
                names(process.resolve("task")).size(),
                open(process.resolve("fd")));
    }

    /** What the JVM knows of its own memory. */
    private String memory(String command) {
        String jcmd = gateway.java().resolveSibling("jcmd").toString();
        return Command.run(jcmd, String.valueOf(gateway.pid()), "VM.native_memory", command).ok();
    }

    private static List<Path> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    /** What a process's descriptors are open on. */
    private static List<String> open(Path descriptors) throws IOException {
        List<String> open = new ArrayList<>();
        for (Path descriptor : names(descriptors)) {
            try {
                open.add(Files.readSymbolicLink(descriptor).toString());
            } catch (NoSuchFileException closed) {
                // Between the listing and the look at it.
            }
        }
        return open;
    }

    @Test
    void nothingGrowsWithSessionsSnapshotsImagesAndLoad() throws Exception {
        gateway =
                fixtures.add(new Gateway(network, directory.resolve("data")))
                        .with("JAVA_TOOL_OPTIONS", "-XX:NativeMemoryTracking=summary")
                        .start("--volume", "load=64MiB", "--volume", "visited=64MiB");
        Journal journal = fixtures.add(new Journal(network, directory, url("load"), 1));
        journal.compareAndRun();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            round();
        }
        Holdings before = holdings();
        memory("baseline");
        long end = System.nanoTime() + SOAK.toNanos();
        while (System.nanoTime() < end) {
            round();
        }
        Holdings after = settled(before);
        System.out.printf("%d rounds in %s: %s, then %s%n", rounds, SOAK, before, after);
        memory("summary.diff")
                .lines()
                .filter(line -> line.contains("(reserved=") && line.contains("committed="))
                .filter(GROWN.asPredicate())
                .forEach(System.out::println);
        assertThat(after.heapBytes() - before.heapBytes()).isLessThan(HEAP_GROWTH_BYTES);
        assertThat(after.directKib() - before.directKib()).isLessThan(DIRECT_GROWTH_KIB);
        assertThat(after.residentKib()).isLessThan(MOST_RESIDENT_KIB);
        assertThat(after.threads() - before.threads()).isLessThanOrEqualTo(THREAD_GROWTH);
        List<String> opened = new ArrayList<>(after.descriptors());
        opened.removeAll(before.descriptors());
        assertThat(after.descriptors().size() - before.descriptors().size())
                .as("descriptors, among them %s", opened)
                .isLessThanOrEqualTo(DESCRIPTOR_GROWTH);
        gateway.stop();
        journal.awaitLoss();
        assertThat(gateway.check().ok()).contains("is whole");
    }

    /** What is held once nothing is under way any more, if it comes to that. */
    private Holdings settled(Holdings before) throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        Holdings held = holdings();
        while (held.descriptors().size() - before.descriptors().size() > DESCRIPTOR_GROWTH
                && System.nanoTime() < end) {
            Thread.sleep(1000);
            held = holdings();
        }
        return held;
    }

    private static String url(String volume) {
        return "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + volume + "/0";
    }

    /**
     * Sessions that end well and badly, a snapshot, an image with a mapping, looks at all of it.
     */
    private void round() {
        rounds++;
        String initiator = "iqn.2026-11.dev.rbdgate.test:visitor" + rounds % 5;
        try (CommandSession session =
                new CommandSession(network, directory, url("visited"), initiator)) {
            long lba = rounds % OBJECTS * SECTORS_PER_OBJECT;
            assertThat(session.write(lba, 64, rounds & 0xff)).isEqualTo(CommandSession.GOOD);
            assertThat(session.sync()).isEqualTo(CommandSession.GOOD);
            assertThat(session.read(lba, 64)).startsWith("GOOD 32768 ");
            assertThat(session.unmap(lba, 64)).isEqualTo(CommandSession.GOOD);
        }
        gateway.send("POST", "/images/rbd/load/snapshots", "{\"name\":\"s\"}");
        gateway.send("POST", "/images", "{\"name\":\"i\",\"size\":\"8MiB\"}");
        gateway.send(
                "POST",
                "/targets/" + Gateway.IQN_PREFIX + "visited/luns",
                "{\"image\":\"rbd/i\",\"lun\":1}");
        gateway.get("/sessions");
        gateway.delete("/targets/" + Gateway.IQN_PREFIX + "visited/luns/1?force=true");
        gateway.cli("image", "rm", "rbd/i").ok();
        gateway.delete("/images/rbd/load/snapshots/s");
    }
}
