package dev.rbdgate.acceptance;

import static dev.rbdgate.acceptance.CommandSession.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
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

    /** THIN PROVISIONING SOFT THRESHOLD REACHED. */
    private static final String SOFT_THRESHOLD_REACHED = "CHECK 06/3807";

    private static final String TEST_UNIT_READY = "000000000000";
    private static final String INQUIRY_PROVISIONING = "1201b2004000";
    private static final int THRESHOLD_EXPONENT_AT = 4;

    /** MODE SENSE(6) of page 1Ch/02h without block descriptors. */
    private static final String SENSE_THRESHOLDS = "1a081c02ff00";

    private static final int FIRST_DESCRIPTOR_AT = 4 + 16;
    private static final int COUNT_AT = FIRST_DESCRIPTOR_AT + 4;
    private static final int BLOCK_BITS = 9;
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        start(data, "RBDGATE_SPACE_THRESHOLD", "0");
    }

    private void start(Path data, String setting, String value) {
        gateway =
                fixtures.add(new Gateway(network, data))
                        .with(setting, value)
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
    void aStoreThatFillsUpTellsEachInitiatorOnceAndItsPagesSayWhen() {
        Disk disk = fixtures.add(new Disk(Disk.Kind.SMALL, directory, "256M"));
        start(disk.path().resolve("data"), "RBDGATE_SPACE_THRESHOLD", "50");
        CommandSession first = session("a", FIRST);
        CommandSession second = session("b", SECOND);
        long threshold = threshold(first);
        assertThat(threshold).isEqualTo(threshold(second)).isBetween(64 * MIB, 128 * MIB);
        assertThat(available()).isGreaterThan(threshold);
        assertThat(first.send(TEST_UNIT_READY, 0)).isEqualTo(GOOD);
        assertThat(second.send(TEST_UNIT_READY, 0)).isEqualTo(GOOD);

        boolean told = false;
        for (int piece = 0; available() > threshold - 8 * MIB; piece++) {
            String answer = first.write((long) piece * PIECE, PIECE, 0x11);
            assertThat(answer).isIn(GOOD, SOFT_THRESHOLD_REACHED);
            // The store is looked at now and then: a write may be the first command to tell.
            assertThat(told && answer.equals(SOFT_THRESHOLD_REACHED)).isFalse();
            told |= answer.equals(SOFT_THRESHOLD_REACHED);
        }
        assertThat(told || isTold(first)).isTrue();
        assertThat(isTold(second)).isTrue();
        assertThat(first.send(TEST_UNIT_READY, 0)).isEqualTo(GOOD);
        assertThat(second.send(TEST_UNIT_READY, 0)).isEqualTo(GOOD);
    }

    private long available() {
        return gateway.get("/system").get("capacity").get("availableBytes").asLong();
    }

    /** In bytes, as the mode page and the VPD page say it together. */
    private static long threshold(CommandSession session) {
        int exponent = session.data(INQUIRY_PROVISIONING, 64)[THRESHOLD_EXPONENT_AT];
        int sets = ByteBuffer.wrap(session.data(SENSE_THRESHOLDS, 255)).getInt(COUNT_AT);
        return (long) sets << (exponent + BLOCK_BITS);
    }

    /** Whether a unit attention about the space comes, when the store is looked at next. */
    private static boolean isTold(CommandSession session) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            String answer = session.send(TEST_UNIT_READY, 0);
            if (!answer.equals(GOOD)) {
                assertThat(answer).isEqualTo(SOFT_THRESHOLD_REACHED);
                return true;
            }
        }
        return false;
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
            assertThat(each.send(TEST_UNIT_READY, 0)).isEqualTo(GOOD);
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
    void withChecksumsDataThatTheDiskHasChangedIsAnErrorAndNamedByCheck() throws IOException {
        start(directory.resolve("data"), "RBDGATE_CHECKSUMS", "on");
        CommandSession before = session("a", FIRST);
        for (int object = 0; object < 2; object++) {
            assertThat(before.write((long) object * BLOCKS_PER_OBJECT, PIECE, 0x10 + object))
                    .isEqualTo(GOOD);
        }
        gateway.stop();
        assertThat(gateway.check("--read").ok()).contains("is whole");
        Path damaged = objectFile("0000000000000001");
        try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {0x77}), 5000);
        }
        Command.Result found = gateway.check("--read");
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.output())
                .contains(String.valueOf(damaged.getFileName()))
                .contains("the first at byte 4096");
        gateway.start();
        CommandSession first = session("a", FIRST);
        for (CommandSession each : List.of(first, session("a", SECOND))) {
            assertThat(each.read(BLOCKS_PER_OBJECT + 8, 8)).isEqualTo(UNRECOVERED_READ_ERROR);
            assertThat(each.read(BLOCKS_PER_OBJECT, 8)).isEqualTo(filled(8, 0x11));
            assertThat(each.read(0, PIECE)).isEqualTo(filled(PIECE, 0x10));
        }
        assertThat(first.write(BLOCKS_PER_OBJECT + 8, 8, 0x55)).isEqualTo(GOOD);
        assertThat(first.read(BLOCKS_PER_OBJECT + 8, 8)).isEqualTo(filled(8, 0x55));
        gateway.stop();
        assertThat(gateway.check("--read").ok()).contains("is whole");
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
    void aDamagedBaseOfRecordsIsRefusedByNameAndNeverServedInPart() throws IOException {
        start(directory.resolve("data"));
        assertThat(session("a", FIRST).write(0, PIECE, 0x11)).isEqualTo(GOOD);
        gateway.stop();
        Files.write(recordFiles("base").getFirst(), new byte[100]);
        assertRecordsAreRefused();
    }

    @Test
    void aLogOfRecordsThatWasCutShortIsRefusedByNameAndNotTakenForAShorterOne() throws IOException {
        start(directory.resolve("data"));
        assertThat(session("a", FIRST).write(0, PIECE, 0x11)).isEqualTo(GOOD);
        gateway.send("POST", "/images", "{\"name\":\"only-in-the-log\",\"size\":\"8MiB\"}");
        gateway.kill();
        for (Path log : recordFiles("log")) {
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(Files.size(log) / 2);
            }
        }
        assertRecordsAreRefused();
    }

    private List<Path> recordFiles(String kind) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/store/kv"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind)).toList();
        }
    }

    private void assertRecordsAreRefused() {
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
