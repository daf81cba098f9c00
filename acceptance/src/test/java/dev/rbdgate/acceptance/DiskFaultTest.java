package dev.rbdgate.acceptance;

import static dev.rbdgate.acceptance.CommandSession.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full, fail, turn read-only or lose files, below the gateway as a user starts it.
 */
@Tag("faults")
@SuppressWarnings("NullAway.Init") // started first thing by each test
final class DiskFaultTest {

    private static final String FIRST = "iqn.2026-11.dev.rbdgate.test:first";
    private static final String SECOND = "iqn.2026-11.dev.rbdgate.test:second";

    /** Sense key and additional sense code, as SPC-5 and SBC-4 call them. */
    private static final String UNRECOVERED_READ_ERROR = "CHECK 03/1100";

    private static final String WRITE_ERROR = "CHECK 03/0c00";
    private static final String WRITE_PROTECTED = "CHECK 07/2700";
    private static final String SPACE_ALLOCATION_FAILED = "CHECK 07/2707";

    private static final int BLOCKS_PER_OBJECT = 8192;
    private static final int PIECE = 2048;

    private final Network network = new Network();
    private final Fixtures fixtures = new Fixtures();
    private final Path directory;
    private Gateway gateway;

    DiskFaultTest(@TempDir Path directory) {
        this.directory = directory;
        fixtures.add(network);
    }

    @AfterEach
    void stop() {
        fixtures.close();
    }

    /** Starts a gateway with its data there; other gateways of other tests run beside it. */
    private void start(Path data) {
        // Nobody is told that a disk fills up: that would be an answer of its own.
        gateway =
                fixtures.add(new Gateway(network, data))
                        .with("RBDGATE_SPACE_THRESHOLD", "0")
                        .start("--volume", "a=512MiB", "--volume", "b=64MiB");
    }

    private CommandSession session(String volume, String initiator) {
        String url = "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + volume + "/0";
        return fixtures.add(new CommandSession(network, directory, url, initiator));
    }

    private static String zeros(int blocks) {
        return "GOOD %d 00 same".formatted(blocks * 512);
    }

    private static String filled(int blocks, int content) {
        return "GOOD %d %02x same".formatted(blocks * 512, content);
    }

    @Test
    void aFullStoreReadsOverwritesUnmapsAndDeletes() {
        Disk disk = fixtures.add(new Disk(Disk.Kind.SMALL, directory, "256M"));
        start(disk.path().resolve("data"));
        CommandSession first = session("a", FIRST);
        CommandSession second = session("a", SECOND);
        CommandSession other = session("b", FIRST);
        assertThat(other.write(0, PIECE, 0x77)).isEqualTo(GOOD);
        int written = 0;
        String answer = first.write(0, PIECE, 0x11);
        while (answer.equals(GOOD)) {
            written++;
            answer = first.write((long) written * PIECE, PIECE, 0x11);
        }
        assertThat(answer).isEqualTo(SPACE_ALLOCATION_FAILED);
        assertThat(written).isGreaterThan(100);
        assertThat(second.write((long) (written + 8) * PIECE, PIECE, 0x22))
                .isEqualTo(SPACE_ALLOCATION_FAILED);
        assertThat(other.write(PIECE, PIECE, 0x22)).isEqualTo(SPACE_ALLOCATION_FAILED);

        assertThat(second.read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
        assertThat(other.read(0, PIECE)).isEqualTo(filled(PIECE, 0x77));
        assertThat(second.write(0, PIECE, 0x33)).isEqualTo(GOOD);
        assertThat(second.sync()).isEqualTo(GOOD);
        for (int piece = 0; piece < written / 2; piece++) {
            assertThat(first.unmap((long) piece * PIECE, PIECE)).isEqualTo(GOOD);
        }
        assertThat(second.read(0, PIECE)).isEqualTo(zeros(PIECE));
        assertThat(other.write(PIECE, PIECE, 0x44)).isEqualTo(GOOD);

        gateway.send("POST", "/images", "{\"name\":\"spare\",\"size\":\"64MiB\"}");
        gateway.cli("image", "rm", "rbd/spare").ok();
        assertThat(other.read(PIECE, PIECE)).isEqualTo(filled(PIECE, 0x44));
        gateway.stop();
        assertThat(gateway.check("--read").ok()).contains("is whole");
    }

    @Test
    void aDiskThatFailsIsToldToEveryInitiatorAndNothingIsPromised() {
        Disk disk = fixtures.add(new Disk(Disk.Kind.FAILING, directory, "400M"));
        start(disk.path().resolve("data"));
        CommandSession first = session("a", FIRST);
        CommandSession second = session("a", SECOND);
        CommandSession other = session("b", SECOND);
        assertThat(first.write(0, PIECE, 0x11)).isEqualTo(GOOD);
        assertThat(first.sync()).isEqualTo(GOOD);
        assertThat(first.write(PIECE, PIECE, 0x22)).isEqualTo(GOOD);
        assertThat(second.write(2 * PIECE, PIECE, 0x22)).isEqualTo(GOOD);
        disk.breakDown();

        assertThat(first.read(0, PIECE)).isEqualTo(UNRECOVERED_READ_ERROR);
        assertThat(first.sync()).isEqualTo(WRITE_ERROR);
        assertThat(second.sync()).isEqualTo(WRITE_ERROR);
        assertThat(first.sync()).isEqualTo(WRITE_ERROR);
        for (CommandSession each : List.of(first, second, other)) {
            assertThat(each.write(3 * PIECE, PIECE, 0x33)).isEqualTo(WRITE_PROTECTED);
            assertThat(each.writeThrough(3 * PIECE, PIECE, 0x33)).isEqualTo(WRITE_PROTECTED);
            assertThat(each.send("000000000000", 0)).isEqualTo(GOOD);
        }
        assertThat(gateway.log()).contains("could not be synced");

        gateway.kill();
        disk.repair();
        gateway.start();
        CommandSession again = session("a", FIRST);
        assertThat(again.read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
        assertThat(again.write(0, PIECE, 0x44)).isEqualTo(GOOD);
        assertThat(again.sync()).isEqualTo(GOOD);
        gateway.stop();
        assertThat(gateway.check("--read").ok()).contains("is whole");
    }

    @Test
    void aFileSystemThatTurnsReadOnlyProtectsUnitsAgainstWritesAndReadsGoOn() {
        Disk disk = fixtures.add(new Disk(Disk.Kind.TURNING_READ_ONLY, directory, "400M"));
        start(disk.path().resolve("data"));
        CommandSession first = session("a", FIRST);
        CommandSession second = session("a", SECOND);
        assertThat(first.write(0, PIECE, 0x11)).isEqualTo(GOOD);
        assertThat(first.sync()).isEqualTo(GOOD);
        disk.breakDown();
        for (CommandSession each : List.of(first, second)) {
            assertThat(each.write(0, PIECE, 0x22)).isEqualTo(WRITE_PROTECTED);
            assertThat(each.write(4L * BLOCKS_PER_OBJECT, PIECE, 0x22)).isEqualTo(WRITE_PROTECTED);
            assertThat(each.read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
            assertThat(each.read(5L * BLOCKS_PER_OBJECT, PIECE)).isEqualTo(zeros(PIECE));
        }
        gateway.kill();
        disk.repair();
        gateway.start();
        CommandSession again = session("a", FIRST);
        assertThat(again.read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
        assertThat(again.write(0, PIECE, 0x33)).isEqualTo(GOOD);
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestIsServed() throws IOException {
        start(directory.resolve("data"));
        CommandSession before = session("a", FIRST);
        for (int object = 0; object < 4; object++) {
            assertThat(before.write((long) object * BLOCKS_PER_OBJECT, PIECE, 0x10 + object))
                    .isEqualTo(GOOD);
        }
        gateway.stop();
        Path damaged = objectFile("0000000000000002");
        Files.delete(damaged);
        // Of all that cannot be read as a file this needs no special disk.
        Files.createDirectory(damaged);
        Command.Result found = gateway.check();
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.output()).contains(String.valueOf(damaged.getFileName()));
        gateway.start();
        CommandSession first = session("a", FIRST);
        CommandSession second = session("a", SECOND);
        for (CommandSession each : List.of(first, second)) {
            assertThat(each.read(2L * BLOCKS_PER_OBJECT, PIECE)).startsWith("CHECK 03/");
            assertThat(each.read(BLOCKS_PER_OBJECT, PIECE)).isEqualTo(filled(PIECE, 0x11));
            assertThat(each.write(3L * BLOCKS_PER_OBJECT, PIECE, 0x55)).isEqualTo(GOOD);
            assertThat(each.sync()).isEqualTo(GOOD);
        }
    }

    @Test
    void aVanishedDirectoryIsAnErrorAndNotZeros() throws IOException {
        start(directory.resolve("data"));
        CommandSession before = session("a", FIRST);
        assertThat(before.write(0, PIECE, 0x11)).isEqualTo(GOOD);
        assertThat(before.write(BLOCKS_PER_OBJECT, PIECE, 0x22)).isEqualTo(GOOD);
        gateway.stop();
        gateway.start();
        CommandSession first = session("a", FIRST);
        CommandSession second = session("a", SECOND);
        assertThat(first.read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
        Path pools = directory.resolve("data/store/pools");
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(pools, elsewhere);
        for (CommandSession each : List.of(first, second)) {
            // The first object's file is open; what the second one holds nobody can say.
            assertThat(each.read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
            assertThat(each.read(BLOCKS_PER_OBJECT, PIECE)).isEqualTo(UNRECOVERED_READ_ERROR);
            assertThat(each.write(9L * BLOCKS_PER_OBJECT, PIECE, 0x33)).isEqualTo(WRITE_ERROR);
        }
        gateway.kill();
        Command.Result found = gateway.check();
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.output()).contains("pools");
        Command.Result refused = gateway.startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("pools").doesNotContain("\tat ");
        Files.move(elsewhere, pools);
        gateway.start();
        assertThat(session("a", FIRST).read(0, PIECE)).isEqualTo(filled(PIECE, 0x11));
    }

    @Test
    void aDamagedLogOfRecordsIsRefusedByNameAndNeverServedInPart() throws IOException {
        start(directory.resolve("data"));
        assertThat(session("a", FIRST).write(0, PIECE, 0x11)).isEqualTo(GOOD);
        gateway.stop();
        Path kv = directory.resolve("data/store/kv");
        Path base;
        try (Stream<Path> files = Files.list(kv)) {
            base =
                    files.filter(file -> file.getFileName().toString().startsWith("base"))
                            .findFirst()
                            .orElseThrow();
        }
        Files.write(base, new byte[100]);
        Command.Result found = gateway.check();
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.output()).contains("kv");
        Command.Result refused = gateway.startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("damaged").doesNotContain("\tat ");
    }

    /** The file of the only image's object with this number. */
    private Path objectFile(String number) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("data/store/pools"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rbd_data."))
                    .filter(file -> file.getFileName().toString().endsWith("." + number))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
