package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.WorkRecord;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TasksTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Work.Resumable RECORD = new Work.Resumable("admin", Map.of("id", "1"));

    @TempDir private Path directory;
    private final List<String> cancellations = new CopyOnWriteArrayList<>();
    private ObjectStore store;
    private Tasks tasks;

    @BeforeEach
    void open() throws Exception {
        store = LocalObjectStore.open(directory.resolve("store"), LocalStoreSettings.defaults());
        tasks = tasks();
    }

    @AfterEach
    void close() {
        store.close().join();
    }

    /** As after another start. */
    private Tasks tasks() {
        return new Tasks(
                new Images(store).work("test"),
                (actor, task) -> cancellations.add(actor + " " + task.id()),
                () -> NOW);
    }

    private static Work work(Function<Progress, CompletableFuture<Void>> run) {
        return new Work(
                "image.delete", "rbd/a", Optional.of(4096L), run, () -> {}, Optional.empty());
    }

    /** Work that ends as it is told, and what it has left goes as it is told. */
    private static final class Told {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final AtomicReference<Progress> progress = new AtomicReference<>();
        final CompletableFuture<Void> undone = new CompletableFuture<>();
        final AtomicInteger undoings = new AtomicInteger();

        Work work() {
            return new Work(
                    "image.copy",
                    "rbd/a to rbd/b",
                    Optional.empty(),
                    it -> {
                        progress.set(it);
                        return done;
                    },
                    () -> {},
                    Optional.of(() -> {
                        undoings.incrementAndGet();
                        return undone;
                    }));
        }

        void stops() {
            done.completeExceptionally(new CancellationException());
        }
    }

    private static void ended(Tasks.Started task) {
        task.done().handle((_, _) -> true).join();
    }

    @Test
    void aTaskTellsItsProgressAndEnd() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicReference<Progress> progress = new AtomicReference<>();
        Tasks.Started task =
                tasks.start(
                        work(it -> {
                            progress.set(it);
                            return done;
                        }));
        progress.get().accept(0.42);
        assertThat(tasks.get(task.id()))
                .isEqualTo(
                        new TaskStatus(
                                task.id(),
                                "image.delete",
                                "rbd/a",
                                TaskStatus.State.RUNNING,
                                42,
                                Optional.empty(),
                                Optional.of(4096L),
                                NOW,
                                TaskStatus.Cancelling.IMPOSSIBLE));
        done.complete(null);
        ended(task);
        assertThat(tasks.get(task.id()).state()).isEqualTo(TaskStatus.State.SUCCEEDED);
        assertThat(tasks.get(task.id()).percent()).isEqualTo(100);
    }

    @Test
    void aFailedTaskSaysWhy() {
        Tasks.Started task =
                tasks.start(
                        work(_ ->
                                CompletableFuture.failedFuture(
                                        new ImageException(
                                                ImageException.Reason.FAILED, "disk gone"))));
        ended(task);
        assertThat(tasks.get(task.id()).state()).isEqualTo(TaskStatus.State.FAILED);
        assertThat(tasks.get(task.id()).error()).contains("disk gone");
    }

    @Test
    void whatCannotBeUndoneIsNotCancelledAndWhatIsOverIsForgotten() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Tasks.Started task = tasks.start(work(_ -> done), RECORD);
        assertConflict(() -> tasks.cancel("admin", task.id()), "cannot be undone");
        assertConflict(() -> tasks.forget(task.id()), "running");
        done.complete(null);
        ended(task);
        assertConflict(() -> tasks.cancel("admin", task.id()), "is over");
        assertThat(cancellations).isEmpty();
        tasks.forget(task.id());
        assertThat(tasks.list()).isEmpty();
        assertThatThrownBy(() -> tasks.get(task.id())).hasMessageContaining(task.id());
        Tasks next = tasks();
        next.restore(_ -> Optional.empty());
        assertThat(next.list()).isEmpty();
    }

    private static void assertConflict(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.kind()).isEqualTo(RefusedException.Kind.CONFLICT))
                .hasMessageContaining(why);
    }

    @Test
    void aCancelledTaskStopsAndIsCancelledWhenWhatItHasLeftIsGone() {
        Told told = new Told();
        Tasks.Started task = tasks.start(told.work(), RECORD);
        assertThat(told.progress.get().isCancelled()).isFalse();
        assertThat(tasks.get(task.id()).cancelling()).isEqualTo(TaskStatus.Cancelling.POSSIBLE);

        TaskStatus asked = tasks.cancel("alice", task.id());

        assertThat(asked.state()).isEqualTo(TaskStatus.State.RUNNING);
        assertThat(asked.cancelling()).isEqualTo(TaskStatus.Cancelling.ASKED);
        assertThat(told.progress.get().isCancelled()).isTrue();
        assertThat(tasks.cancel("bob", task.id())).isEqualTo(asked);
        assertThat(cancellations).containsExactly("alice 1");
        told.stops();
        assertThat(tasks.get(task.id()).state()).isEqualTo(TaskStatus.State.RUNNING);
        told.undone.complete(null);
        ended(task);
        TaskStatus over = tasks.get(task.id());
        assertThat(over.state()).isEqualTo(TaskStatus.State.CANCELLED);
        assertThat(over.error()).isEmpty();
        assertThat(over.cancelling()).isEqualTo(TaskStatus.Cancelling.IMPOSSIBLE);
        assertThat(told.undoings).hasValue(1);
        assertThat(afterRestart().get(task.id()).state()).isEqualTo(TaskStatus.State.CANCELLED);
    }

    /** What had ended. */
    private Tasks afterRestart() {
        Tasks next = tasks();
        next.restore(record -> {
            throw new AssertionError("taken up again: " + record);
        });
        return next;
    }

    @Test
    void whatIsDoneBeforeItCouldBeCancelledHasSucceeded() {
        Told told = new Told();
        Tasks.Started task = tasks.start(told.work(), RECORD);
        tasks.cancel("alice", task.id());
        told.done.complete(null);
        ended(task);
        assertThat(tasks.get(task.id()).state()).isEqualTo(TaskStatus.State.SUCCEEDED);
        assertThat(told.undoings).hasValue(0);
        assertThat(afterRestart().get(task.id()).state()).isEqualTo(TaskStatus.State.SUCCEEDED);
    }

    @Test
    void whatACancelledTaskHasLeftAndCannotBeRemovedIsSaid() {
        Told told = new Told();
        Tasks.Started task = tasks.start(told.work());
        tasks.cancel("alice", task.id());
        told.stops();
        told.undone.completeExceptionally(
                new ImageException(ImageException.Reason.IN_USE, "image rbd/b is open"));
        ended(task);
        assertThat(tasks.get(task.id()).state()).isEqualTo(TaskStatus.State.FAILED);
        assertThat(tasks.get(task.id()).error())
                .hasValueSatisfying(
                        it -> assertThat(it).contains("was cancelled", "image rbd/b is open"));
    }

    @Test
    void whatWaitsForACancelledTaskIsToldSo() {
        Told told = new Told();
        Tasks.Started task = tasks.start(told.work());
        tasks.cancel("alice", task.id());
        told.stops();
        told.undone.complete(null);
        assertThatThrownBy(() -> task.done().join())
                .hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("image.copy of rbd/a to rbd/b was cancelled");
    }

    @Test
    void aFailedTaskIsUndoneToo() {
        Told told = new Told();
        Tasks.Started task = tasks.start(told.work(), RECORD);
        told.done.completeExceptionally(
                new ImageException(ImageException.Reason.FAILED, "disk gone"));
        told.undone.complete(null);
        ended(task);
        assertThat(told.undoings).hasValue(1);
        assertThat(tasks.get(task.id()).state()).isEqualTo(TaskStatus.State.FAILED);
        assertThat(tasks.get(task.id()).error()).contains("disk gone");
    }

    @Test
    void aRestartUndoesWhatWasBeingCancelledAndDoesNotGoOnWithIt() {
        Told before = new Told();
        Tasks.Started task = tasks.start(before.work(), RECORD);
        tasks.cancel("alice", task.id());
        tasks.close();
        before.stops();
        assertThat(before.undoings).hasValue(0);
        Told after = new Told();
        Tasks next = tasks();

        next.restore(_ -> Optional.of(after.work()));

        assertThat(after.progress.get()).isNull();
        assertThat(after.undoings).hasValue(1);
        assertThat(next.get(task.id()).cancelling()).isEqualTo(TaskStatus.Cancelling.ASKED);
        after.undone.complete(null);
        await().until(() -> next.get(task.id()).state() == TaskStatus.State.CANCELLED);
        await().until(
                        () -> new Images(store).work("test").list().join().getFirst().end(),
                        it -> it.equals(Optional.of(new WorkRecord.End.Cancelled())));
    }

    @Test
    void whatIsTakenUpAgainCanBeCancelled() {
        tasks.start(new Told().work(), RECORD);
        Told told = new Told();
        Tasks next = tasks();
        next.restore(_ -> Optional.of(told.work()));
        next.cancel("alice", "1");
        assertThat(told.progress.get().isCancelled()).isTrue();
    }

    @Test
    void onlyTheNewestFinishedTasksAreKept() {
        for (int i = 0; i < 1010; i++) {
            ended(tasks.start(work(_ -> CompletableFuture.completedFuture(null))));
        }
        assertThat(tasks.list()).hasSize(1000);
        assertThat(tasks.list().iterator().next().id()).isEqualTo("11");
    }

    @Test
    void tooManyRunningTasksAreRefused() {
        for (int i = 0; i < 64; i++) {
            var _ = tasks.start(work(_ -> new CompletableFuture<>()));
        }
        assertThatThrownBy(() -> tasks.start(work(_ -> new CompletableFuture<>())))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.kind()).isEqualTo(RefusedException.Kind.UNAVAILABLE));
    }

    @Test
    void recordedWorkGoesOnAfterARestartUnderItsNumber() {
        Tasks.Started cut = tasks.start(work(_ -> new CompletableFuture<>()), RECORD);
        Tasks next = tasks();
        AtomicReference<WorkRecord> asked = new AtomicReference<>();
        CompletableFuture<Void> done = new CompletableFuture<>();

        next.restore(record -> {
            asked.set(record);
            return Optional.of(work(_ -> done));
        });

        assertThat(asked.get().arguments()).isEqualTo(Map.of("id", "1"));
        assertThat(asked.get().actor()).isEqualTo("admin");
        assertThat(next.get(cut.id()).state()).isEqualTo(TaskStatus.State.RUNNING);
        assertThat(next.get(cut.id()).started()).isEqualTo(NOW);
        done.complete(null);
        assertThat(next.start(work(_ -> new CompletableFuture<>())).id()).isEqualTo("2");
    }

    @Test
    void whatHadEndedIsListedAfterARestartAndNotDoneAgain() {
        ended(tasks.start(work(_ -> CompletableFuture.completedFuture(null)), RECORD));
        ended(
                tasks.start(
                        work(_ ->
                                CompletableFuture.failedFuture(
                                        new ImageException(ImageException.Reason.FAILED, "no"))),
                        RECORD));
        Tasks next = tasks();

        next.restore(record -> {
            throw new AssertionError("taken up again: " + record);
        });

        assertThat(next.get("1").state()).isEqualTo(TaskStatus.State.SUCCEEDED);
        assertThat(next.get("2").state()).isEqualTo(TaskStatus.State.FAILED);
        assertThat(next.get("2").error()).contains("no");
    }

    @Test
    void whatTheEndOfTheServiceCutsShortHasNotFailed() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Tasks.Started task = tasks.start(work(_ -> done), RECORD);
        tasks.close();
        done.completeExceptionally(new ImageException(ImageException.Reason.FAILED, "closed"));
        ended(task);
        Tasks next = tasks();

        next.restore(_ -> Optional.of(work(_ -> new CompletableFuture<>())));

        assertThat(next.get(task.id()).state()).isEqualTo(TaskStatus.State.RUNNING);
    }

    @Test
    void workOfAKindThatThisVersionLacksFails() {
        var _ = tasks.start(work(_ -> new CompletableFuture<>()), RECORD);
        Tasks next = tasks();

        next.restore(_ -> Optional.empty());

        assertThat(next.get("1").state()).isEqualTo(TaskStatus.State.FAILED);
        assertThat(next.get("1").error())
                .hasValueSatisfying(it -> assertThat(it).contains("version"));
    }
}
