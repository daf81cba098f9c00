package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.UnitFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nexuses on threads of their own, storage on others, aborts in between. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class TaskSetStressTest {

    private static final int NEXUSES = 4;
    private static final int COMMANDS = 2000;

    @Test
    void everyTaskEndsOnceWhateverIsAborted() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        try (ExecutorService storage = Executors.newFixedThreadPool(3);
                ExecutorService initiators = Executors.newFixedThreadPool(NEXUSES)) {
            UnitFixture fixture =
                    UnitFixture.decorated(memory -> new DelayedBlockDevice(memory, storage));
            List<Future<List<FakeTask>>> running = new ArrayList<>();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int index = 0; index < NEXUSES; index++) {
                Nexus nexus = new Nexus("iqn.2026-11.test:i" + index, index, "target", 1);
                Random random = new Random(seed + index);
                running.add(initiators.submit(() -> initiator(fixture, nexus, random, answers)));
            }
            for (Future<List<FakeTask>> each : running) {
                for (FakeTask task : each.get()) {
                    while (!task.isCompleted()) {
                        Thread.onSpinWait();
                    }
                    assertThat(task.status()).as("seed %d", seed).isNotNull();
                }
            }
            for (CompletableFuture<?> answer : answers) {
                answer.get(10, TimeUnit.SECONDS);
            }
            while (fixture.unit.tasks().size() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static List<FakeTask> initiator(
            UnitFixture fixture, Nexus nexus, Random random, List<CompletableFuture<?>> answers) {
        TaskRouter router = UnitFixture.routerOf(nexus, fixture.unit, false);
        List<FakeTask> tasks = new ArrayList<>();
        for (int index = 0; index < COMMANDS; index++) {
            FakeTask task = task(nexus, random);
            tasks.add(task);
            router.execute(task);
            TaskManagement.Request request = request(tasks, random);
            if (request != null) {
                synchronized (answers) {
                    answers.add(router.manage(request));
                }
            }
        }
        return tasks;
    }

    private static FakeTask task(Nexus nexus, Random random) {
        int lba = random.nextInt(8);
        FakeTask task =
                random.nextBoolean()
                        ? FakeTask.of(nexus, "28 00 00 00 00 %02x 00 00 02 00".formatted(lba))
                        : FakeTask.of(nexus, "2a 00 00 00 00 %02x 00 00 02 00".formatted(lba))
                                .dataOut(pattern(2, lba));
        return random.nextInt(20) == 0 ? task.attribute(TaskAttribute.ORDERED) : task;
    }

    private static TaskManagement.@org.jspecify.annotations.Nullable Request request(
            List<FakeTask> tasks, Random random) {
        return switch (random.nextInt(200)) {
            case 0 ->
                    new TaskManagement.Request(TaskManagement.Function.LOGICAL_UNIT_RESET, 0, null);
            case 1, 2 ->
                    new TaskManagement.Request(TaskManagement.Function.ABORT_TASK_SET, 0, null);
            case 3 -> new TaskManagement.Request(TaskManagement.Function.CLEAR_TASK_SET, 0, null);
            case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 ->
                    new TaskManagement.Request(
                            TaskManagement.Function.ABORT_TASK,
                            0,
                            tasks.get(
                                    tasks.size() - 1 - random.nextInt(Math.min(5, tasks.size()))));
            default -> null;
        };
    }
}
