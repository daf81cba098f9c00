package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.UnitFixture.NEXUS;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.UnitFixture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sanitize and format operations against other commands, aborts, failures and restarts. */
final class BackgroundWorkTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String BLOCK_ERASE = "48 02 00 00 00 00 00 00 00 00";
    private static final String BLOCK_ERASE_IMMED = "48 82 00 00 00 00 00 00 00 00";
    private static final String BLOCK_ERASE_AUSE = "48 a2 00 00 00 00 00 00 00 00";
    private static final String OVERWRITE_IMMED = "48 81 00 00 00 00 00 00 05 00";
    private static final String EXIT_FAILURE_MODE = "48 1f 00 00 00 00 00 00 00 00";
    private static final String FORMAT = "04 10 00 00 00 00";
    private static final byte[] FORMAT_IMMED = {0, 2, 0, 0};
    private static final byte[] TWO_PASSES = {2, 0, 0, 1, 0x55};
    private static final String WRITE_8 = "2a 00 00 00 00 00 00 00 08 00";
    private static final String READ_8 = "28 00 00 00 00 00 00 00 08 00";

    private final Deque<Runnable> storage = new ArrayDeque<>();
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final MemoryBlockDevice memory = new MemoryBlockDevice(16 << 20);
    private final MemoryLogicalUnitState state = new MemoryLogicalUnitState();
    private final LogicalUnit unit = unit();
    private final TaskRouter router = attached(unit, delayed(memory));

    private LogicalUnit unit() {
        return new LogicalUnit(UnitFixture.IDENTITY, UnitOptions.DEFAULT, timers::add);
    }

    private BlockDevice delayed(BlockDevice device) {
        return new DelayedBlockDevice(device, storage::add);
    }

    private TaskRouter attached(LogicalUnit to, BlockDevice device) {
        to.attach(device, state);
        return UnitFixture.routerOf(NEXUS, to, false);
    }

    private static FakeTask run(TaskRouter router, Nexus nexus, String cdb, byte[] dataOut) {
        FakeTask task = FakeTask.of(nexus, cdb).dataOut(dataOut);
        router.execute(task);
        return task;
    }

    private FakeTask run(String cdb) {
        return run(router, NEXUS, cdb, new byte[0]);
    }

    private void drainStorage() {
        while (!storage.isEmpty()) {
            storage.remove().run();
        }
    }

    private FakeTask drained(FakeTask task) {
        drainStorage();
        return task;
    }

    private void fill() {
        drained(run(router, NEXUS, WRITE_8, pattern(8, 1))).assertGood();
    }

    @Test
    void withImmedItIsAnsweredAtOnceAndGoesOn() {
        fill();

        run(BLOCK_ERASE_IMMED).assertGood();

        run(TEST_UNIT_READY).assertSense(0x2, 0x041b);
        assertThat(unit.isBeingErased()).isTrue();
        drainStorage();
        run(TEST_UNIT_READY).assertGood();
        assertThat(unit.isBeingErased()).isFalse();
        assertThat(drained(run(READ_8)).dataIn()).containsOnly(0);
    }

    @Test
    void withoutImmedItIsAnsweredWhenAllIsDurable() {
        fill();
        FakeTask sanitize = run(BLOCK_ERASE);
        storage.remove().run();
        assertThat(sanitize.isCompleted()).isFalse();

        drained(sanitize).assertGood();

        memory.losePower();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void progressIsToldToEveryNexus() {
        TaskRouter other = UnitFixture.routerOf(OTHER_NEXUS, unit, false);
        run(router, NEXUS, OVERWRITE_IMMED, TWO_PASSES).assertGood();
        // Two of four chunks of the first of two passes.
        storage.remove().run();
        storage.remove().run();

        assertThat(run("03 00 00 00 12 00").dataIn())
                .asHexString()
                .isEqualTo("700002000000000A00000000041B00804000");
        assertThat(run(other, OTHER_NEXUS, "03 01 00 00 ff 00", new byte[0]).dataIn())
                .asHexString()
                .isEqualTo("7202041B00000008" + "0206000080400000");
        assertThat(run(other, OTHER_NEXUS, TEST_UNIT_READY, new byte[0]).sense().fieldPointer())
                .isEqualTo(0x804000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                READ_8,
                WRITE_8,
                BLOCK_ERASE,
                FORMAT,
                "1b 00 00 00 01 00",
                "5f 00 00 00 00 00 00 00 18 00",
                "1a 00 3f 00 ff 00",
                "ff 00 00 00 00 00"
            })
    void otherCommandsAreRefusedMeanwhile(String cdb) {
        run(BLOCK_ERASE_IMMED).assertGood();

        run(router, NEXUS, cdb, new byte[24]).assertSense(0x2, 0x041b);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12 00 00 00 24 00",
                "a0 00 00 00 00 00 00 00 10 00 00 00",
                "03 00 00 00 12 00",
                "a3 0a 00 00 00 00 00 00 10 00 00 00",
                "a3 0c 00 00 00 00 00 00 10 00 00 00"
            })
    void whatTellsOfTheUnitIsAnsweredMeanwhile(String cdb) {
        run(BLOCK_ERASE_IMMED).assertGood();

        run(cdb).assertGood();
    }

    @Test
    void itIsRefusedThroughEveryMappingOfTheImage() {
        Nexus elsewhere = new Nexus(NEXUS.initiatorName(), 7, "iqn.2026-11.test:second", 1);
        TaskRouter second = UnitFixture.routerOf(elsewhere, unit, false);

        run(BLOCK_ERASE_IMMED).assertGood();

        run(second, elsewhere, READ_8, new byte[0]).assertSense(0x2, 0x041b);
    }

    @Test
    void aFormatTellsItsOwnProgress() {
        run(router, NEXUS, FORMAT, FORMAT_IMMED).assertGood();

        run(TEST_UNIT_READY).assertSense(0x2, 0x0404);
        drainStorage();
        run(TEST_UNIT_READY).assertGood();
    }

    @Test
    void itBeginsWhenEarlierCommandsHaveEnded() {
        FakeTask write = run(router, NEXUS, WRITE_8, pattern(8, 1));
        FakeTask waiting = FakeTask.of(NEXUS, WRITE_8).dataOut(pattern(8, 2)).held();
        router.execute(waiting);

        run(BLOCK_ERASE_IMMED).assertGood();

        assertThat(storage).hasSize(1);
        drained(write).assertGood();
        assertThat(storage).isEmpty();
        waiting.deliver();
        drained(waiting).assertGood();
        assertThat(memory.usedBytes()).isZero();
        run(TEST_UNIT_READY).assertGood();
    }

    @Test
    void aCommandThatWaitsForItsTurnIsNotWaitedFor() {
        FakeTask sanitize = run(BLOCK_ERASE);
        FakeTask ordered = FakeTask.of(NEXUS, TEST_UNIT_READY).attribute(TaskAttribute.ORDERED);
        router.execute(ordered);
        assertThat(ordered.isCompleted()).isFalse();

        drained(sanitize).assertGood();

        ordered.assertGood();
    }

    @ParameterizedTest
    @EnumSource(
            value = Function.class,
            names = {
                "ABORT_TASK",
                "ABORT_TASK_SET",
                "CLEAR_TASK_SET",
                "LOGICAL_UNIT_RESET",
                "TARGET_WARM_RESET",
                "I_T_NEXUS_RESET"
            })
    void taskManagementEndsTheCommandAtOnceAndNotTheWork(Function function) {
        fill();
        FakeTask sanitize = run(BLOCK_ERASE);

        CompletableFuture<TaskManagement.Response> managed =
                router.manage(new TaskManagement.Request(function, 0, sanitize));

        assertThat(managed).isCompleted();
        assertThat(sanitize.isCompleted()).isTrue();
        run(TEST_UNIT_READY); // takes the unit attention, if there is one
        run(TEST_UNIT_READY).assertSense(0x2, 0x041b);
        drainStorage();
        run(TEST_UNIT_READY).assertGood();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aRestartBeginsItAgain() {
        fill();
        run(BLOCK_ERASE_IMMED).assertGood();
        storage.clear();

        LogicalUnit restarted = unit();
        TaskRouter back = attached(restarted, delayed(memory));

        run(back, NEXUS, READ_8, new byte[0]).assertSense(0x2, 0x041b);
        drainStorage();
        run(back, NEXUS, TEST_UNIT_READY, new byte[0]).assertGood();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aRestartAfterItsEndEraseNothing() {
        drained(run(BLOCK_ERASE)).assertGood();
        fill();

        TaskRouter back = attached(unit(), delayed(memory));

        assertThat(drained(run(back, NEXUS, READ_8, new byte[0])).dataIn())
                .isEqualTo(pattern(8, 1));
    }

    @Test
    void anOverwriteIsBegunAgainWithItsPattern() {
        run(router, NEXUS, OVERWRITE_IMMED, TWO_PASSES).assertGood();
        storage.clear();

        TaskRouter back = attached(unit(), delayed(memory));
        drainStorage();

        assertThat(drained(run(back, NEXUS, READ_8, new byte[0])).dataIn()).containsOnly(0x55);
    }

    @Test
    void aDeviceThatGoesAndComesBackBeginsItAgainAndWhoWaitsIsTold() {
        fill();
        FakeTask sanitize = run(BLOCK_ERASE);

        unit.detach();

        sanitize.assertSense(0x2, 0x0401);
        unit.attach(delayed(memory), state);
        run(TEST_UNIT_READY).assertSense(0x2, 0x041b);
        drainStorage();
        run(TEST_UNIT_READY).assertGood();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void aDeviceThatIsClosedUnderItCutsItShort() {
        AtomicReference<@Nullable BlockError> error = new AtomicReference<>(BlockError.NOT_READY);
        LogicalUnit closing = unit();
        TaskRouter path = attached(closing, faulty(error));
        run(path, NEXUS, BLOCK_ERASE, new byte[0]).assertSense(0x2, 0x0401);
        run(path, NEXUS, TEST_UNIT_READY, new byte[0]).assertSense(0x2, 0x041b);

        closing.detach();
        closing.attach(memory, state);

        run(path, NEXUS, TEST_UNIT_READY, new byte[0]).assertGood();
    }

    @Test
    void aFailureOutlivesARestartAndSoDoesTheWayOut() {
        AtomicReference<@Nullable BlockError> error = new AtomicReference<>(BlockError.WRITE_ERROR);
        TaskRouter path = attached(unit(), faulty(error));
        run(path, NEXUS, BLOCK_ERASE_AUSE, new byte[0]).assertGood();
        run(path, NEXUS, READ_8, new byte[0]).assertSense(0x3, 0x3103);

        TaskRouter back = attached(unit(), memory);

        run(back, NEXUS, READ_8, new byte[0]).assertSense(0x3, 0x3103);
        run(back, NEXUS, EXIT_FAILURE_MODE, new byte[0]).assertGood();
        run(attached(unit(), memory), NEXUS, READ_8, new byte[0]).assertGood();
    }

    @Test
    void aBusyDeviceIsAskedAgainLater() {
        AtomicReference<@Nullable BlockError> error = new AtomicReference<>(BlockError.BUSY);
        TaskRouter path = attached(unit(), faulty(error));
        FakeTask sanitize = run(path, NEXUS, BLOCK_ERASE, new byte[0]);
        assertThat(timers).hasSize(1);
        error.set(null);

        timers.remove().run();

        sanitize.assertGood();
    }

    @Test
    void aDeviceThatStaysBusyFailsIt() {
        AtomicReference<@Nullable BlockError> error = new AtomicReference<>(BlockError.BUSY);
        TaskRouter path = attached(unit(), faulty(error));
        FakeTask sanitize = run(path, NEXUS, BLOCK_ERASE, new byte[0]);

        while (!timers.isEmpty()) {
            timers.remove().run();
        }

        sanitize.assertSense(0x3, 0x3103);
    }

    @Test
    void whatCannotBeRecordedIsNotBegun() {
        fill();
        AtomicBoolean broken = new AtomicBoolean();
        LogicalUnit forgetful = unit();
        forgetful.attach(memory, breaking(broken));
        TaskRouter path = UnitFixture.routerOf(NEXUS, forgetful, false);
        broken.set(true);

        run(path, NEXUS, BLOCK_ERASE, new byte[0]).assertSense(0x4, 0x4400);

        run(path, NEXUS, TEST_UNIT_READY, new byte[0]).assertGood();
        assertThat(run(path, NEXUS, READ_8, new byte[0]).dataIn()).isEqualTo(pattern(8, 1));
    }

    @Test
    void anEndThatCannotBeRecordedIsAFailure() {
        AtomicBoolean broken = new AtomicBoolean();
        LogicalUnit forgetful = unit();
        forgetful.attach(delayed(memory), breaking(broken));
        TaskRouter path = UnitFixture.routerOf(NEXUS, forgetful, false);
        FakeTask sanitize = run(path, NEXUS, BLOCK_ERASE, new byte[0]);
        broken.set(true);

        drained(sanitize).assertSense(0x3, 0x3103);

        run(path, NEXUS, TEST_UNIT_READY, new byte[0]).assertSense(0x3, 0x3103);
    }

    private BlockDevice faulty(AtomicReference<@Nullable BlockError> error) {
        return new FaultyBlockDevice(
                memory, (call, _, _) -> call == DeviceCall.UNMAP ? error.get() : null);
    }

    private LogicalUnitState breaking(AtomicBoolean broken) {
        return new LogicalUnitState() {
            @Override
            public CompletableFuture<Versioned> load() {
                return state.load();
            }

            @Override
            public CompletableFuture<Versioned> compareAndSet(long expected, byte[] content) {
                return broken.get()
                        ? CompletableFuture.failedFuture(new IllegalStateException("no quorum"))
                        : state.compareAndSet(expected, content);
            }
        };
    }
}
