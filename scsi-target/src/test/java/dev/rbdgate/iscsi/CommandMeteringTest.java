package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.iscsi.session.SlowCommands;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.Reading;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is counted of commands that come over the wire. */
class CommandMeteringTest {

    private static final int BLOCK = 512;
    private static final byte[] TEST_UNIT_READY = new byte[16];

    private static MemoryTarget target(FaultyBlockDevice.Plan plan) {
        return new MemoryTarget(
                List.of(new FaultyBlockDevice(new MemoryBlockDevice(1 << 20), plan)),
                Optional.empty());
    }

    private static MemoryTarget target() {
        return target((_, _, _) -> null);
    }

    private static ScriptedInitiator logIn(MemoryTarget memory) {
        ScriptedInitiator initiator = ScriptedInitiator.connect(memory.address);
        assertThat(initiator.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
        return initiator;
    }

    /** Takes the power on attention. */
    private static ScriptedInitiator ready(MemoryTarget memory) {
        ScriptedInitiator initiator = logIn(memory);
        initiator.send(
                initiator.command(false, false, true, TEST_UNIT_READY, 0, Unpooled.EMPTY_BUFFER));
        initiator.receive(ScsiResponse.class);
        return initiator;
    }

    private static void read(ScriptedInitiator initiator, int blocks) {
        ScsiCommand read = initiator.read(0, blocks);
        initiator.send(read);
        initiator.receiveData(read.initiatorTaskTag());
    }

    private static void write(ScriptedInitiator initiator, int blocks) {
        initiator.send(
                initiator.write(0, blocks, true, Unpooled.wrappedBuffer(new byte[blocks * BLOCK])));
        initiator.receive(ScsiResponse.class);
    }

    private static Reading reading(MemoryTarget memory) {
        return memory.observer.uses.getFirst().meter().read();
    }

    @Test
    void everyAnswerCountsForItsUnitWithItsPayload() {
        try (MemoryTarget memory = target();
                ScriptedInitiator initiator = ready(memory)) {
            read(initiator, 8);
            write(initiator, 4);
            await().untilAsserted(() ->
                    assertThat(reading(memory).operations(CommandKind.WRITE)).isOne());
            Reading reading = reading(memory);
            assertThat(memory.observer.uses).hasSize(1);
            assertThat(memory.observer.uses.getFirst().use().lun()).isZero();
            assertThat(memory.observer.uses.getFirst().use().nexus().initiatorName())
                    .isEqualTo(ScriptedInitiator.NAME);
            assertThat(memory.observer.uses.getFirst().use().unit().name()).isEqualTo("memory0");
            assertThat(reading.bytes(CommandKind.READ)).isEqualTo(8 * BLOCK);
            assertThat(reading.bytes(CommandKind.WRITE)).isEqualTo(4 * BLOCK);
            assertThat(reading.operations(CommandKind.OTHER)).isOne();
            assertThat(reading.errors(SenseKey.UNIT_ATTENTION)).isOne();
            assertThat(reading.seconds(CommandKind.READ)).isPositive();
            assertThat(reading.running()).isZero();
        }
    }

    @Test
    void aFailedCommandCountsByItsSenseKey() {
        try (MemoryTarget memory =
                        target((call, _, _) ->
                                call == DeviceCall.WRITE ? BlockError.WRITE_ERROR : null);
                ScriptedInitiator initiator = ready(memory)) {
            write(initiator, 1);
            await().untilAsserted(() ->
                    assertThat(reading(memory).errors(SenseKey.MEDIUM_ERROR)).isOne());
            assertThat(reading(memory).bytes(CommandKind.WRITE)).isZero();
        }
    }

    @Test
    void aLunThatIsNotThereCountsForNobody() {
        try (MemoryTarget memory = target();
                ScriptedInitiator initiator = logIn(memory)) {
            ScsiCommand read = initiator.read(0, 1);
            for (long lun : new long[] {7L << 48, 1L}) {
                initiator.send(
                        new ScsiCommand(
                                true,
                                true,
                                true,
                                false,
                                1,
                                0,
                                lun,
                                initiator.nextTag(),
                                BLOCK,
                                read.cmdSn(),
                                0,
                                read.cdb(),
                                0,
                                Unpooled.EMPTY_BUFFER));
                assertThat(initiator.receive(ScsiResponse.class).status()).isEqualTo(2);
            }
            assertThat(memory.observer.uses).isEmpty();
        }
    }

    @Test
    void anAbortedCommandIsCountedAsSuchAndSoIsTheFunction() throws InterruptedException {
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        try (MemoryTarget memory =
                        new MemoryTarget(
                                List.of(
                                        new DelayedBlockDevice(
                                                new MemoryBlockDevice(1 << 20), held::add)),
                                Optional.empty());
                ScriptedInitiator initiator = ready(memory)) {
            ScsiCommand read = initiator.read(0, 8);
            initiator.send(read);
            Runnable call = held.poll(20, TimeUnit.SECONDS);
            assertThat(call).isNotNull();
            assertThat(reading(memory).running()).isOne();
            initiator.send(initiator.manage(1, read.initiatorTaskTag(), read.cmdSn()));
            initiator.send(initiator.immediateNop("the abort was taken"));
            initiator.receive(NopIn.class);
            call.run();
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
            assertThat(reading(memory).aborted()).isOne();
            assertThat(reading(memory).operations(CommandKind.READ)).isZero();
            assertThat(reading(memory).running()).isZero();
            assertThat(memory.observer.managed)
                    .containsExactly(
                            new RecordingObserver.Managed(
                                    TaskManagement.Function.ABORT_TASK,
                                    TaskManagement.Response.FUNCTION_COMPLETE));
        }
    }

    @Test
    void theMeterIsGivenBackWhenTheSessionEnds() {
        try (MemoryTarget memory = target()) {
            ready(memory).close();
            await().until(() -> memory.observer.left.size() == 1);
            assertThat(memory.observer.left.getFirst())
                    .isSameAs(memory.observer.uses.getFirst().meter());
        }
    }

    @Test
    void theMeterIsGivenBackWhenTheLunIsTakenAway() {
        try (MemoryTarget memory = target();
                ScriptedInitiator initiator = ready(memory)) {
            read(initiator, 1);
            memory.target
                    .serve(
                            TargetFixture.catalogue(
                                    TargetFixture.definition(
                                            MemoryTarget.NAME, TargetFixture.grantToAll())))
                    .join();
            assertThat(memory.observer.left).hasSize(1);
        }
    }

    @Test
    void aRefusedLoginTellsItsCause() {
        try (MemoryTarget memory = target();
                ScriptedInitiator initiator = ScriptedInitiator.connect(memory.address)) {
            assertThat(initiator.logIn("iqn.2026-11.dev.rbdgate:none", Map.of()).status())
                    .isNotZero();
            await().until(() -> !memory.observer.refusals.isEmpty());
            assertThat(memory.observer.refusals.getFirst().cause()).isEqualTo("not_found");
        }
    }

    @Test
    void aSlowCommandIsLoggedWithItsPartsAndAFastOneIsNot() {
        Logger logger = (Logger) LoggerFactory.getLogger(SlowCommands.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (MemoryTarget patient = slow(Duration.ofHours(1));
                MemoryTarget strict = slow(Duration.ofNanos(1));
                ScriptedInitiator fast = ready(patient);
                ScriptedInitiator slow = ready(strict)) {
            read(fast, 8);
            assertThat(lines.list).noneMatch(CommandMeteringTest::isRead);
            read(slow, 8);
            await().until(() -> lines.list.stream().anyMatch(CommandMeteringTest::isRead));
            ILoggingEvent line =
                    lines.list.stream()
                            .filter(CommandMeteringTest::isRead)
                            .findFirst()
                            .orElseThrow();
            assertThat(line.getFormattedMessage())
                    .contains(ScriptedInitiator.NAME, MemoryTarget.NAME)
                    .containsPattern(
                            "LUN 0: READ\\(10\\), LBA 0, 8 blocks, 4096 bytes, answered after [0-9.]+ ms: waiting [0-9.]+ ms, device [0-9.]+ ms");
            assertThat(line.getKeyValuePairs())
                    .extracting(it -> it.key)
                    .containsExactly(
                            "event",
                            "initiator",
                            "target",
                            "lun",
                            "command",
                            "outcome",
                            "total_ms",
                            "waiting_ms",
                            "device_ms",
                            "lba",
                            "blocks");
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
    }

    @Test
    void slowCommandsAreLoggedAFewTimesASecond() {
        Logger logger = (Logger) LoggerFactory.getLogger(SlowCommands.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (MemoryTarget strict = slow(Duration.ofNanos(1));
                ScriptedInitiator initiator = ready(strict)) {
            long begin = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                read(initiator, 1);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + 2;
            assertThat(lines.list.size()).isBetween(1, (int) (10 * seconds));
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
    }

    private static boolean isRead(ILoggingEvent line) {
        return line.getFormattedMessage().contains("READ(10)");
    }

    private static MemoryTarget slow(Duration threshold) {
        return new MemoryTarget(
                List.of(new MemoryBlockDevice(1 << 20)), Optional.empty(), threshold);
    }
}
