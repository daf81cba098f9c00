package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.UnitFixture.NEXUS;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.UnitFixture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reservations of a unit against restarts, hanging storage, lost nexuses and several targets. */
final class UnitReservationsTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String WRITE_BLOCK_0 = "2a 00 00 00 00 00 00 00 01 00";
    private static final String REGISTER = "5f 00 00 00 00 00 00 00 18 00";
    private static final String RESERVE_REGISTRANTS_ONLY = "5f 01 05 00 00 00 00 00 18 00";
    private static final String PREEMPT_AND_ABORT = "5f 05 05 00 00 00 00 00 18 00";
    private static final String READ_KEYS = "5e 00 00 00 00 00 00 ff ff 00";
    private static final int APTPL = 0x01;
    private static final int ALL_TG_PT = 0x04;

    private final Deque<Runnable> storage = new ArrayDeque<>();
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final MemoryLogicalUnitState state = new MemoryLogicalUnitState();
    private final LogicalUnit unit = unit();

    private LogicalUnit unit() {
        return new LogicalUnit(UnitFixture.IDENTITY, UnitOptions.DEFAULT, timers::add);
    }

    private void attach(LogicalUnit to, LogicalUnitState kept) {
        to.attach(new DelayedBlockDevice(new MemoryBlockDevice(1 << 20), storage::add), kept);
    }

    private void drainStorage() {
        while (!storage.isEmpty()) {
            storage.remove().run();
        }
    }

    private static FakeTask run(TaskRouter router, Nexus nexus, String cdb, byte[] dataOut) {
        FakeTask task = FakeTask.of(nexus, cdb).dataOut(dataOut);
        router.execute(task);
        return task;
    }

    private static byte[] list(long key, long actionKey, int flags) {
        return HexFormat.of()
                .parseHex("%016x%016x00000000%02x000000".formatted(key, actionKey, flags));
    }

    @Test
    void aReservationThatPersistsIsInForceAfterARestart() {
        attach(unit, state);
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        run(router, NEXUS, REGISTER, list(0, 1, APTPL)).assertGood();
        run(router, NEXUS, RESERVE_REGISTRANTS_ONLY, list(1, 0, 0)).assertGood();

        LogicalUnit restarted = unit();
        attach(restarted, state);
        TaskRouter back = UnitFixture.routerOf(NEXUS, restarted, false);
        TaskRouter fenced = UnitFixture.routerOf(OTHER_NEXUS, restarted, false);

        assertThat(run(fenced, OTHER_NEXUS, WRITE_BLOCK_0, pattern(1, 1)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        FakeTask written = run(back, NEXUS, WRITE_BLOCK_0, pattern(1, 1));
        drainStorage();
        written.assertGood();
    }

    @Test
    void aUnitIsNotReadyBeforeItsRecordWasRead() {
        CompletableFuture<LogicalUnitState.Versioned> loading = new CompletableFuture<>();
        attach(unit, loadingFrom(loading));
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        run(router, NEXUS, TEST_UNIT_READY, new byte[0]).assertSense(0x2, 0x0401);

        loading.complete(state.load().join());

        run(router, NEXUS, TEST_UNIT_READY, new byte[0]).assertGood();
    }

    @Test
    void aRecordThatCannotBeReadIsTriedAgainLater() {
        CompletableFuture<LogicalUnitState.Versioned> failing =
                CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
        Deque<CompletableFuture<LogicalUnitState.Versioned>> answers = new ArrayDeque<>();
        answers.add(failing);
        answers.add(state.load());
        attach(unit, loadingFrom(answers));
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        run(router, NEXUS, TEST_UNIT_READY, new byte[0]).assertSense(0x2, 0x0401);

        timers.remove().run();

        run(router, NEXUS, TEST_UNIT_READY, new byte[0]).assertGood();
        assertThat(timers).isEmpty();
    }

    @Test
    void aDetachedUnitNoLongerTriesToReadItsRecord() {
        CompletableFuture<LogicalUnitState.Versioned> failing =
                CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
        attach(unit, loadingFrom(failing));
        unit.detach();

        timers.remove().run();

        assertThat(timers).isEmpty();
    }

    @Test
    void aRecordThatIsReadTooLateDoesNotMakeADetachedUnitReady() {
        CompletableFuture<LogicalUnitState.Versioned> loading = new CompletableFuture<>();
        attach(unit, loadingFrom(loading));
        unit.detach();

        loading.complete(state.load().join());

        run(UnitFixture.routerOf(NEXUS, unit, false), NEXUS, TEST_UNIT_READY, new byte[0])
                .assertSense(0x2, 0x0401);
    }

    @Test
    void preemptAndAbortAnswersWhenThePreemptedCommandsHaveEnded() {
        attach(unit, state);
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        TaskRouter victim = UnitFixture.routerOf(OTHER_NEXUS, unit, false);
        run(victim, OTHER_NEXUS, REGISTER, list(0, 2, 0)).assertGood();
        run(victim, OTHER_NEXUS, RESERVE_REGISTRANTS_ONLY, list(2, 0, 0)).assertGood();
        run(router, NEXUS, REGISTER, list(0, 1, 0)).assertGood();
        FakeTask hanging = run(victim, OTHER_NEXUS, WRITE_BLOCK_0, pattern(1, 7));
        FakeTask waiting = FakeTask.of(OTHER_NEXUS, WRITE_BLOCK_0).dataOut(pattern(1, 8)).held();
        victim.execute(waiting);
        FakeTask own = run(router, NEXUS, WRITE_BLOCK_0, pattern(1, 9));

        FakeTask preempt = run(router, NEXUS, PREEMPT_AND_ABORT, list(1, 2, 0));

        assertThat(hanging.isAborted()).isTrue();
        assertThat(waiting.isAborted()).isTrue();
        assertThat(waiting.isCompleted()).isTrue();
        assertThat(own.isAborted()).isFalse();
        assertThat(preempt.isCompleted()).isFalse();
        assertThat(run(victim, OTHER_NEXUS, TEST_UNIT_READY, new byte[0]).sense().asc())
                .isEqualTo(0x2a05);
        assertThat(run(victim, OTHER_NEXUS, WRITE_BLOCK_0, pattern(1, 6)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        drainStorage();
        preempt.assertGood();
        own.assertGood();
        assertThat(hanging.isCompleted()).isTrue();
    }

    @Test
    void preemptAndAbortOfTheOwnKeyDoesNotAbortItself() {
        attach(unit, state);
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        run(router, NEXUS, REGISTER, list(0, 1, 0)).assertGood();

        FakeTask preempt = run(router, NEXUS, PREEMPT_AND_ABORT, list(1, 1, 0));

        assertThat(preempt.isAborted()).isFalse();
        preempt.assertGood();
        assertThat(run(router, NEXUS, READ_KEYS, new byte[0]).dataIn()).hasSize(8);
    }

    @Test
    void registrationsOutliveTheSessionAndTheReset() {
        attach(unit, state);
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        run(router, NEXUS, REGISTER, list(0, 1, 0)).assertGood();
        run(router, NEXUS, RESERVE_REGISTRANTS_ONLY, list(1, 0, 0)).assertGood();
        router.nexusLost();
        TaskRouter other = UnitFixture.routerOf(OTHER_NEXUS, unit, false);
        var _ =
                other.manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.LOGICAL_UNIT_RESET, 0, null));
        run(other, OTHER_NEXUS, TEST_UNIT_READY, new byte[0]).assertSense(0x6, 0x2903);

        assertThat(run(other, OTHER_NEXUS, WRITE_BLOCK_0, pattern(1, 1)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    @Test
    void anotherTargetThatMapsTheImageMeetsTheSameReservation() {
        attach(unit, state);
        Nexus elsewhere =
                new Nexus(NEXUS.initiatorName(), NEXUS.isid(), "iqn.2026-11.test:second", 1);
        TaskRouter router = UnitFixture.routerOf(NEXUS, unit, false);
        TaskRouter second = UnitFixture.routerOf(elsewhere, unit, false);
        run(router, NEXUS, REGISTER, list(0, 1, 0)).assertGood();
        run(router, NEXUS, RESERVE_REGISTRANTS_ONLY, list(1, 0, 0)).assertGood();

        assertThat(run(second, elsewhere, WRITE_BLOCK_0, pattern(1, 1)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    @Test
    void allTargetPortsAreThoseOfTheInventory() {
        attach(unit, state);
        LunInventory inventory =
                new LunInventory(
                        UnitFixture.inventory(unit, false).luns(), new TreeSet<>(Set.of(1, 2)));
        TaskRouter router = new TaskRouter(NEXUS, inventory);
        run(router, NEXUS, TEST_UNIT_READY, new byte[0]);
        run(router, NEXUS, REGISTER, list(0, 1, ALL_TG_PT)).assertGood();

        assertThat(run(router, NEXUS, READ_KEYS, new byte[0]).dataIn()).hasSize(8 + 2 * 8);
    }

    private LogicalUnitState loadingFrom(CompletableFuture<LogicalUnitState.Versioned> answer) {
        Deque<CompletableFuture<LogicalUnitState.Versioned>> answers = new ArrayDeque<>();
        answers.add(answer);
        return loadingFrom(answers);
    }

    private LogicalUnitState loadingFrom(
            Deque<CompletableFuture<LogicalUnitState.Versioned>> answers) {
        return new LogicalUnitState() {
            @Override
            public CompletableFuture<Versioned> load() {
                return answers.remove();
            }

            @Override
            public CompletableFuture<Versioned> compareAndSet(long expected, byte[] content) {
                return state.compareAndSet(expected, content);
            }
        };
    }
}
