package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.LimitTimer;
import dev.rbdgate.block.LimitedBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.RateLimits;
import dev.rbdgate.block.Throttle;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of a unit and of an initiator, as an initiator sees them, in real time. */
class LimitsTest {

    private static final int BLOCK = 512;
    private static final int DEPTH = 32;
    private static final int RATE = 400;
    private static final double TOLERANCE = 0.05;
    private static final RateLimits LIMITED =
            new RateLimits(RATE, RATE, 0, 0, RateLimits.DEFAULT_BURST);

    /** So that one passes and the next ones wait for seconds. */
    private static final RateLimits CRAWLING = new RateLimits(1, 1, 0, 0, Duration.ofMillis(10));

    private static final byte[] FLUSH = cdb(0x35);

    private final LimitTimer timer = new LimitTimer("test-limits");
    private final Throttle throttle = new Throttle(System::nanoTime, timer::schedule);
    private final List<DeviceCall> calls = new CopyOnWriteArrayList<>();

    /** Where the limit is. */
    enum Place {
        UNIT,
        INITIATOR
    }

    @AfterEach
    void stop() {
        timer.close();
    }

    private static byte[] cdb(int operationCode) {
        byte[] cdb = new byte[16];
        cdb[0] = (byte) operationCode;
        return cdb;
    }

    private MemoryTarget target(Place place, RateLimits limits) {
        BlockDevice memory =
                new FaultyBlockDevice(
                        new MemoryBlockDevice(1 << 20),
                        (call, _, _) -> {
                            calls.add(call);
                            return null;
                        });
        if (place == Place.INITIATOR) {
            return new MemoryTarget(List.of(memory), Optional.of(grant(limits)));
        }
        throttle.change(limits);
        return new MemoryTarget(
                List.of(new LimitedBlockDevice(memory, throttle)), Optional.empty());
    }

    private static Grant grant(RateLimits limits) {
        return new Grant(
                Grant.EVERY_INITIATOR, List.of(), Optional.empty(), Optional.empty(), limits);
    }

    private static ScriptedInitiator logIn(MemoryTarget memory) {
        ScriptedInitiator initiator = ScriptedInitiator.connect(memory.address);
        assertThat(initiator.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
        initiator.send(initiator.command(false, false, true, cdb(0), 0, Unpooled.EMPTY_BUFFER));
        initiator.receive(ScsiResponse.class);
        return initiator;
    }

    private static ScsiCommand write(ScriptedInitiator initiator) {
        ScsiCommand write = initiator.write(0, 1, true, Unpooled.wrappedBuffer(new byte[BLOCK]));
        initiator.send(write);
        return write;
    }

    @ParameterizedTest
    @EnumSource
    void theRateIsExactOverSeconds(Place place) {
        try (MemoryTarget memory = target(place, LIMITED);
                ScriptedInitiator initiator = logIn(memory)) {
            for (int i = 0; i < DEPTH; i++) {
                initiator.send(initiator.read(0, 1));
            }
            // The first second has the burst in it, and the warming up.
            var _ = readFor(initiator, 1);
            double rate = readFor(initiator, 3) / 3.0;
            assertThat(rate).isCloseTo(RATE, within(RATE * TOLERANCE));
        }
    }

    /** Begins a read for each that ends; returns how many ended. */
    private static int readFor(ScriptedInitiator initiator, int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int ended = 0;
        while (System.nanoTime() < end) {
            DataIn data = initiator.receive(DataIn.class);
            assertThat(data.hasStatus()).isTrue();
            ended++;
            initiator.send(initiator.read(0, 1));
        }
        return ended;
    }

    @ParameterizedTest
    @EnumSource
    void anAbortedDelayedCommandIsNeverCarriedOutAndTheAbortIsAnsweredAtOnce(Place place) {
        try (MemoryTarget memory = target(place, CRAWLING);
                ScriptedInitiator initiator = logIn(memory)) {
            write(initiator);
            initiator.receive(ScsiResponse.class);
            ScsiCommand delayed = write(initiator);
            long begin = System.nanoTime();
            initiator.send(initiator.manage(1, delayed.initiatorTaskTag(), delayed.cmdSn()));
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
            // The next one gets the place, so its answer comes when the other's would have.
            write(initiator);
            assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
            assertThat(calls).containsExactly(DeviceCall.WRITE, DeviceCall.WRITE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLunResetEndsWhatIsDelayed(Place place) {
        try (MemoryTarget memory = target(place, CRAWLING);
                ScriptedInitiator initiator = logIn(memory)) {
            write(initiator);
            initiator.receive(ScsiResponse.class);
            for (int i = 0; i < 5; i++) {
                write(initiator);
            }
            initiator.send(initiator.manage(5, -1, initiator.cmdSn()));
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
            assertThat(calls).containsExactly(DeviceCall.WRITE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFlushAndOtherCommandsPassWhatIsDelayed(Place place) {
        try (MemoryTarget memory = target(place, CRAWLING);
                ScriptedInitiator initiator = logIn(memory)) {
            write(initiator);
            initiator.receive(ScsiResponse.class);
            write(initiator);
            ScsiCommand flush =
                    initiator.command(false, false, true, FLUSH, 0, Unpooled.EMPTY_BUFFER);
            initiator.send(flush);
            assertThat(initiator.receive(ScsiResponse.class).initiatorTaskTag())
                    .isEqualTo(flush.initiatorTaskTag());
            ScsiCommand ready =
                    initiator.command(false, false, true, cdb(0), 0, Unpooled.EMPTY_BUFFER);
            initiator.send(ready);
            assertThat(initiator.receive(ScsiResponse.class).initiatorTaskTag())
                    .isEqualTo(ready.initiatorTaskTag());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLostConnectionLeavesNothingBehind(Place place) {
        try (MemoryTarget memory = target(place, CRAWLING)) {
            ScriptedInitiator initiator = logIn(memory);
            write(initiator);
            initiator.receive(ScsiResponse.class);
            write(initiator);
            initiator.close();
            await().until(() -> memory.target.sessions().isEmpty());
            await().until(() -> memory.observer.left.size() == 1);
            assertThat(throttle.waiting()).isZero();
            assertThat(calls).containsExactly(DeviceCall.WRITE);
        }
    }

    @Test
    void limitsOfAnInitiatorChangeWhileItsCommandsWait() {
        try (MemoryTarget memory = target(Place.INITIATOR, CRAWLING);
                ScriptedInitiator initiator = logIn(memory)) {
            for (int i = 0; i < 5; i++) {
                write(initiator);
            }
            // Not delayed itself, so with its answer all that was sent before has come.
            initiator.send(initiator.command(false, false, true, cdb(0), 0, Unpooled.EMPTY_BUFFER));
            initiator.receive(ScsiResponse.class);
            initiator.receive(ScsiResponse.class);
            memory.serve(grant(RateLimits.NONE));
            for (int i = 0; i < 4; i++) {
                assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
            }
            assertThat(memory.observer.uses.getFirst().meter().read().delayed()).isEqualTo(4);
        }
    }

    @Test
    void sessionsOfOneInitiatorShareItsLimitAndOthersHaveTheirOwn() {
        try (MemoryTarget memory = target(Place.INITIATOR, CRAWLING);
                ScriptedInitiator first = logIn(memory);
                ScriptedInitiator second =
                        ScriptedInitiator.connect(memory.address)
                                .isid(ScriptedInitiator.ISID + 1)) {
            assertThat(second.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
            second.send(second.command(false, false, true, cdb(0), 0, Unpooled.EMPTY_BUFFER));
            second.receive(ScsiResponse.class);
            write(first);
            first.receive(ScsiResponse.class);
            long begin = System.nanoTime();
            write(second);
            second.receive(ScsiResponse.class);
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    @Test
    void tooMuchThatWouldWaitIsBusy() {
        try (MemoryTarget memory = target(Place.INITIATOR, CRAWLING);
                ScriptedInitiator initiator = logIn(memory)) {
            for (int i = 0; i < 20; i++) {
                write(initiator);
            }
            assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
            assertThat(initiator.receive(ScsiResponse.class).status()).isEqualTo(0x08);
        }
    }
}
