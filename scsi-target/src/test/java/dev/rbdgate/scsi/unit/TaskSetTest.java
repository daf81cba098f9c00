package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.UnitFixture.NEXUS;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.TaskManagement.Response;
import dev.rbdgate.scsi.UnitFixture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The task set of a unit whose storage answers only when the test lets it. */
final class TaskSetTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String WRITE_BLOCK_0 = "2a 00 00 00 00 00 00 00 01 00";
    private static final String WRITE_BLOCK_1 = "2a 00 00 00 00 01 00 00 01 00";
    private static final String READ_BLOCK_0 = "28 00 00 00 00 00 00 00 01 00";
    private static final String READ_BLOCK_1 = "28 00 00 00 00 01 00 00 01 00";

    private final Deque<Runnable> storage = new ArrayDeque<>();
    private final UnitFixture fixture =
            UnitFixture.decorated(memory -> new DelayedBlockDevice(memory, storage::add));
    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final TaskRouter router = router(NEXUS);
    private final TaskRouter other = router(OTHER_NEXUS);

    private TaskRouter router(dev.rbdgate.scsi.Nexus nexus) {
        TaskRouter made =
                new TaskRouter(
                        nexus,
                        UnitFixture.inventory(fixture.unit, false),
                        NexusTransport.PLAIN,
                        timers::add);
        made.execute(FakeTask.of(nexus, TEST_UNIT_READY));
        return made;
    }

    private FakeTask run(FakeTask task) {
        router.execute(task);
        return task;
    }

    private FakeTask write(String cdb, int seed) {
        return run(fixture.task(cdb).dataOut(pattern(1, seed)));
    }

    private CompletableFuture<Response> manage(Function function) {
        return router.manage(new TaskManagement.Request(function, 0, null));
    }

    private CompletableFuture<Response> abort(FakeTask task) {
        return router.manage(new TaskManagement.Request(Function.ABORT_TASK, 0, task));
    }

    private void drainStorage() {
        while (!storage.isEmpty()) {
            storage.remove().run();
        }
    }

    private static void assertDropped(FakeTask task) {
        assertThat(task.isAborted()).isTrue();
        assertThat(task.isCompleted()).isTrue();
    }

    @Test
    void abortTaskAnswersWhenTheStorageHasCompletedTheTask() {
        FakeTask task = write(WRITE_BLOCK_0, 1);

        CompletableFuture<Response> answer = abort(task);
        assertThat(task.isAborted()).isTrue();
        assertThat(task.isCompleted()).as("its buffers are in use").isFalse();
        assertThat(answer).isNotDone();

        drainStorage();
        assertDropped(task);
        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
    }

    @Test
    void abortTaskAnswersAfterItsLimitWhenTheStorageHangs() {
        FakeTask task = write(WRITE_BLOCK_0, 1);
        CompletableFuture<Response> answer = abort(task);

        timers.remove().run();

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertThat(task.isCompleted()).as("its buffers are in use").isFalse();
        drainStorage();
        assertDropped(task);
    }

    @Test
    void aTaskThatHasEndedDoesNotExistForAbortTask() {
        FakeTask task = write(WRITE_BLOCK_0, 1);
        drainStorage();

        assertThat(abort(task)).isCompletedWithValue(Response.TASK_DOES_NOT_EXIST);
    }

    @Test
    void aTaskThatWaitsForDataOutEndsAtOnce() {
        FakeTask task = run(fixture.task(WRITE_BLOCK_0).dataOut(pattern(1, 1)).held());

        assertThat(abort(task)).isCompletedWithValue(Response.FUNCTION_COMPLETE);

        assertDropped(task);
        assertThat(storage).isEmpty();
    }

    @Test
    void whatWasAbortedDoesNotOvertakeALaterWriteOfTheSameBlocks() {
        FakeTask aborted = write(WRITE_BLOCK_0, 1);
        var _ = abort(aborted);
        timers.remove().run();
        Runnable stuck = storage.remove();

        FakeTask later = write(WRITE_BLOCK_0, 2);
        FakeTask read = run(fixture.task(READ_BLOCK_0));
        FakeTask elsewhere = write(WRITE_BLOCK_1, 3);
        drainStorage();
        assertThat(later.isCompleted()).isFalse();
        assertThat(read.isCompleted()).isFalse();
        elsewhere.assertGood();

        stuck.run();
        drainStorage();
        later.assertGood();
        assertThat(read.dataIn()).isIn(pattern(1, 1), pattern(1, 2));
        FakeTask last = run(fixture.task(READ_BLOCK_0));
        drainStorage();
        assertThat(last.dataIn()).isEqualTo(pattern(1, 2));
    }

    @Test
    void aTaskThatWaitsBehindAnAbortedOneCanBeAbortedToo() {
        FakeTask first = write(WRITE_BLOCK_0, 1);
        var _ = abort(first);
        FakeTask second = write(WRITE_BLOCK_0, 2);

        CompletableFuture<Response> answer = abort(second);

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertDropped(second);
        FakeTask third = write(WRITE_BLOCK_0, 3);
        drainStorage();
        third.assertGood();
    }

    @Test
    void anAbortedReadKeepsNobodyWaiting() {
        FakeTask read = run(fixture.task(READ_BLOCK_0));
        var _ = abort(read);
        Runnable stuck = storage.remove();

        FakeTask write = write(WRITE_BLOCK_0, 2);
        drainStorage();

        write.assertGood();
        stuck.run();
        assertDropped(read);
    }

    @Test
    void theLossOfANexusProtectsTheBlocksOfItsWritesToo() {
        FakeTask lost = write(WRITE_BLOCK_0, 1);
        Runnable stuck = storage.remove();
        router.nexusLost();
        assertThat(lost.isAborted()).isTrue();

        FakeTask later = FakeTask.of(OTHER_NEXUS, WRITE_BLOCK_0).dataOut(pattern(1, 2));
        other.execute(later);
        drainStorage();
        assertThat(later.isCompleted()).isFalse();

        stuck.run();
        drainStorage();
        later.assertGood();
        assertDropped(lost);
    }

    @Test
    void abortTaskSetLeavesOtherNexusesAlone() {
        FakeTask mine = write(WRITE_BLOCK_0, 1);
        FakeTask theirs = FakeTask.of(OTHER_NEXUS, READ_BLOCK_1);
        other.execute(theirs);

        CompletableFuture<Response> answer = manage(Function.ABORT_TASK_SET);
        drainStorage();

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertDropped(mine);
        theirs.assertGood();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ABORT_TASK_SET",
                "CLEAR_TASK_SET",
                "LOGICAL_UNIT_RESET",
                "TARGET_WARM_RESET",
                "I_T_NEXUS_RESET"
            })
    void aTaskThatWasSentAfterTheFunctionIsLeft(Function function) {
        FakeTask covered = write(WRITE_BLOCK_0, 1);
        FakeTask later = FakeTask.of(NEXUS, READ_BLOCK_1);
        router.execute(later);

        CompletableFuture<Response> answer =
                router.manage(new TaskManagement.Request(function, 0, null, Set.of(later)));
        drainStorage();

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertDropped(covered);
        later.assertGood();
    }

    @Test
    void clearTaskSetTellsTheOthersThatLostTasks() {
        FakeTask mine = write(WRITE_BLOCK_0, 1);
        FakeTask theirs = FakeTask.of(OTHER_NEXUS, READ_BLOCK_1);
        other.execute(theirs);

        CompletableFuture<Response> answer = manage(Function.CLEAR_TASK_SET);
        drainStorage();

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertDropped(mine);
        assertDropped(theirs);
        FakeTask ready = FakeTask.of(OTHER_NEXUS, TEST_UNIT_READY);
        other.execute(ready);
        ready.assertSense(
                SenseKey.UNIT_ATTENTION, AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
        run(fixture.task(TEST_UNIT_READY)).assertGood();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGICAL_UNIT_RESET", "TARGET_WARM_RESET", "TARGET_COLD_RESET"})
    void aResetAbortsEverythingAndTellsEveryNexus(Function function) {
        FakeTask mine = write(WRITE_BLOCK_0, 1);
        FakeTask theirs = FakeTask.of(OTHER_NEXUS, READ_BLOCK_1);
        other.execute(theirs);

        CompletableFuture<Response> answer = manage(function);
        assertThat(answer).isNotDone();
        drainStorage();

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertDropped(mine);
        assertDropped(theirs);
        FakeTask ready = FakeTask.of(OTHER_NEXUS, TEST_UNIT_READY);
        other.execute(ready);
        ready.assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.BUS_DEVICE_RESET);
        run(fixture.task(TEST_UNIT_READY))
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.BUS_DEVICE_RESET);
    }

    @Test
    void aResetPutsTheModeParametersBack() {
        byte[] list = new byte[16];
        list[4] = 0x0a;
        list[5] = 0x0a;
        list[6] = 0x06;
        list[7] = 0x10;
        run(fixture.task("15 10 00 00 10 00").dataOut(list)).assertGood();
        assertThat(fixture.unit.parts().modes().current().descriptorSense()).isTrue();

        assertThat(manage(Function.LOGICAL_UNIT_RESET))
                .isCompletedWithValue(Response.FUNCTION_COMPLETE);

        assertThat(fixture.unit.parts().modes().current().descriptorSense()).isFalse();
    }

    @Test
    void nexusResetTellsOnlyTheNexusThatAskedForIt() {
        FakeTask mine = write(WRITE_BLOCK_0, 1);

        CompletableFuture<Response> answer = manage(Function.I_T_NEXUS_RESET);
        drainStorage();

        assertThat(answer).isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertDropped(mine);
        run(fixture.task(TEST_UNIT_READY))
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.NEXUS_LOSS);
        FakeTask ready = FakeTask.of(OTHER_NEXUS, TEST_UNIT_READY);
        other.execute(ready);
        ready.assertGood();
    }

    @Test
    void queriesTellWhatIsInTheTaskSet() {
        FakeTask task = write(WRITE_BLOCK_0, 1);

        assertThat(router.manage(new TaskManagement.Request(Function.QUERY_TASK, 0, task)))
                .isCompletedWithValue(Response.FUNCTION_SUCCEEDED);
        assertThat(manage(Function.QUERY_TASK_SET))
                .isCompletedWithValue(Response.FUNCTION_SUCCEEDED);
        drainStorage();

        assertThat(router.manage(new TaskManagement.Request(Function.QUERY_TASK, 0, task)))
                .isCompletedWithValue(Response.FUNCTION_COMPLETE);
        assertThat(manage(Function.QUERY_TASK_SET))
                .isCompletedWithValue(Response.FUNCTION_COMPLETE);
    }

    @Test
    void anOrderedTaskWaitsForEarlierOnesAndLaterOnesWaitForIt() {
        FakeTask first = write(WRITE_BLOCK_0, 1);
        FakeTask ordered =
                run(
                        fixture.task(WRITE_BLOCK_0)
                                .dataOut(pattern(1, 2))
                                .attribute(TaskAttribute.ORDERED));
        FakeTask last = run(fixture.task(READ_BLOCK_0));
        assertThat(storage).hasSize(1);

        storage.remove().run();
        first.assertGood();
        assertThat(storage).hasSize(1);
        storage.remove().run();
        ordered.assertGood();
        storage.remove().run();

        assertThat(last.dataIn()).isEqualTo(pattern(1, 2));
    }

    @Test
    void headOfQueueWaitsForNobody() {
        write(WRITE_BLOCK_0, 1);
        run(fixture.task(READ_BLOCK_0).attribute(TaskAttribute.ORDERED));

        FakeTask head = run(fixture.task(TEST_UNIT_READY).attribute(TaskAttribute.HEAD_OF_QUEUE));

        head.assertGood();
        drainStorage();
    }

    @Test
    void aWaitingOrderedTaskCanBeAborted() {
        FakeTask first = write(WRITE_BLOCK_0, 1);
        FakeTask ordered = run(fixture.task(READ_BLOCK_0).attribute(TaskAttribute.ORDERED));
        FakeTask last = run(fixture.task(TEST_UNIT_READY));

        assertThat(abort(ordered)).isCompletedWithValue(Response.FUNCTION_COMPLETE);

        assertDropped(ordered);
        last.assertGood();
        drainStorage();
        first.assertGood();
    }

    @Test
    void manyWaitingTasksStartWithoutGrowingTheStack() {
        FakeTask first =
                run(
                        fixture.task(WRITE_BLOCK_0)
                                .dataOut(pattern(1, 1))
                                .attribute(TaskAttribute.ORDERED));
        List<FakeTask> waiting = new ArrayList<>();
        for (int index = 1; index < TaskSet.MAX_TASKS_OF_NEXUS; index++) {
            waiting.add(run(fixture.task(TEST_UNIT_READY).attribute(TaskAttribute.ORDERED)));
        }

        drainStorage();

        first.assertGood();
        assertThat(waiting).allSatisfy(FakeTask::assertGood);
    }

    @Test
    void aNexusThatFillsItsShareGetsTaskSetFullAndOthersDoNot() {
        for (int index = 0; index < TaskSet.MAX_TASKS_OF_NEXUS; index++) {
            run(fixture.task(READ_BLOCK_0));
        }

        assertThat(run(fixture.task(READ_BLOCK_0)).status()).isEqualTo(ScsiStatus.TASK_SET_FULL);
        FakeTask ready = FakeTask.of(OTHER_NEXUS, TEST_UNIT_READY);
        other.execute(ready);
        ready.assertGood();

        drainStorage();
        run(fixture.task(TEST_UNIT_READY)).assertGood();
    }

    @Test
    void theUnitAsAWholeHoldsNoMoreThanItsLimit() {
        for (int nexus = 0; nexus < TaskSet.MAX_TASKS / TaskSet.MAX_TASKS_OF_NEXUS; nexus++) {
            TaskRouter each = router(NEXUS);
            for (int index = 0; index < TaskSet.MAX_TASKS_OF_NEXUS; index++) {
                each.execute(fixture.task(READ_BLOCK_0));
            }
        }
        assertThat(fixture.unit.tasks().size()).isEqualTo(TaskSet.MAX_TASKS);

        assertThat(run(fixture.task(READ_BLOCK_0)).status()).isEqualTo(ScsiStatus.TASK_SET_FULL);
        drainStorage();
        assertThat(fixture.unit.tasks().size()).isZero();
    }

    @Test
    void anAcaTaskIsRefusedSinceThereIsNoAca() {
        run(fixture.task(TEST_UNIT_READY).attribute(TaskAttribute.ACA))
                .assertSense(SenseKey.ABORTED_COMMAND, AdditionalSense.INVALID_MESSAGE);
    }

    @Test
    void aRemovedLunLetsItsRunningCommandsFinish() {
        FakeTask running = write(WRITE_BLOCK_0, 1);

        router.replaceInventory(new LunInventory(new java.util.TreeMap<>()));
        drainStorage();

        running.assertGood();
    }

    @Test
    void theLossOfANexusAbortsCommandsOfALunThatWasRemovedBefore() {
        FakeTask running = write(WRITE_BLOCK_0, 1);
        router.replaceInventory(new LunInventory(new java.util.TreeMap<>()));

        router.nexusLost();

        assertThat(running.isAborted()).isTrue();
        drainStorage();
        assertDropped(running);
    }
}
