package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's process is killed (SIGKILL) at random times under load from an initiator that
 * remembers, from a Linux host's file system and from its administrator, again and again: {@code
 * -Drounds=200} for a long run, {@code -Dseed=N} for the same times, {@code -Drestart.seconds=N} on
 * a machine that is busy with other work.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KillLoopTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 10);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:kill-loop";
    private static final String JOURNAL = "journal";
    private static final String FILES = "files";

    /** From the start of the process until all is served again, two busy cores assumed. */
    private static final Duration RESTART_LIMIT =
            Duration.ofSeconds(Long.getLong("restart.seconds", 30));

    private static final int LONGEST_LOAD_MILLIS = 1500;

    /** About as long as a start takes. */
    private static final int LONGEST_START_MILLIS = 4000;

    /** One round in so many is killed while it starts, as well. */
    private static final int KILLED_AT_START_ONE_IN = 4;

    /** How often a long run says how far it has come. */
    private static final int ROUNDS_PER_LINE = 20;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Network network = new Network();
    private final Fixtures fixtures = new Fixtures();
    private final List<Duration> restarts = new ArrayList<>();
    private Path directory;
    private Gateway gateway;
    private LinuxHost host;
    private Journal journal;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        fixtures.add(network);
        gateway = fixtures.add(new Gateway(network, directory.resolve("data"))).start();
        host = fixtures.add(new LinuxHost(network, HOST, directory));
        String url = volume(JOURNAL, "64MiB", "*");
        volume(FILES, "512MiB", HOST);
        journal = fixtures.add(new Journal(network, directory, url, SEED));
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    private String volume(String name, String size, String initiator) {
        gateway.send("POST", "/images", "{\"name\":\"%s\",\"size\":\"%s\"}".formatted(name, size));
        String iqn = Gateway.IQN_PREFIX + name;
        gateway.send("POST", "/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        gateway.send("POST", "/targets/" + iqn + "/luns", "{\"image\":\"rbd/%s\"}".formatted(name));
        gateway.send(
                "POST",
                "/targets/" + iqn + "/initiators",
                "{\"initiator\":\"%s\",\"luns\":\"all\"}".formatted(initiator));
        return "iscsi://127.0.0.1:3260/" + iqn + "/0";
    }

    @Test
    void noAcknowledgedWriteIsLostHoweverOftenTheProcessIsKilled() throws Exception {
        System.out.printf("%d rounds, -Dseed=%d%n", ROUNDS, SEED);
        AdministrativeLoad administration = new AdministrativeLoad(gateway, JOURNAL);
        host.login();
        String disk = host.disk(naa());
        host.format("ext4", disk, "/mnt/a");
        host.startWriter("/mnt/a");

        journal.compareAndRun();
        gateway.send("POST", "/images/rbd/journal/snapshots", "{\"name\":\"kept\"}");
        String kept = contentOf("journal@kept");
        long acknowledged = 0;
        long unanswered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            administration.begin();
            // A random moment is what is tested here: nothing is waited for.
            Thread.sleep(random.nextInt(LONGEST_LOAD_MILLIS));
            gateway.kill();
            administration.awaitEnd();
            Journal.Loss loss = journal.awaitLoss();
            acknowledged += loss.acknowledged();
            unanswered += loss.unanswered();
            assertThat(gateway.check().ok()).contains("is whole");
            if (random.nextInt(KILLED_AT_START_ONE_IN) == 0) {
                gateway.killWhileStarting(Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS)));
            }
            long begin = System.nanoTime();
            gateway.start();
            restarts.add(Duration.ofNanos(System.nanoTime() - begin));
            assertThat(restarts.getLast()).as("restart, seed " + SEED).isLessThan(RESTART_LIMIT);
            administration.clear();
            journal.compareAndRun();
            host.awaitWriter(1);
            if ((round + 1) % ROUNDS_PER_LINE == 0) {
                System.out.printf("%d kills, %d acknowledged changes%n", round + 1, acknowledged);
            }
        }
        gateway.stop();
        journal.awaitLoss();
        gateway.start();
        journal.compareAndFinish();
        host.stopWriter("/mnt/a");
        host.run("umount /mnt/a");
        host.checkFileSystem("ext4", disk);
        host.expectNoIoErrors();
        assertThat(contentOf("journal@kept")).as("a snapshot of before").isEqualTo(kept);
        gateway.stop();
        assertThat(gateway.check("--read").ok()).contains("is whole");
        assertThat(acknowledged).isGreaterThan(ROUNDS * 100L);
        Collections.sort(restarts);
        System.out.printf(
                "%d kills: %d acknowledged changes, %d sectors unanswered, %d administrative"
                        + " changes; restart %s median, %s longest%n",
                ROUNDS,
                acknowledged,
                unanswered,
                administration.changes(),
                restarts.get(restarts.size() / 2),
                restarts.getLast());
    }

    private String naa() {
        return gateway.get("/targets/" + Gateway.IQN_PREFIX + FILES + "/luns/0")
                .get("naa")
                .asString();
    }

    private String contentOf(String image) throws IOException {
        Path file = directory.resolve("content");
        Files.deleteIfExists(file);
        gateway.cli("image", "export", "rbd/" + image, file.toString()).ok();
        return Command.run("sha256sum", file.toString()).ok();
    }
}
