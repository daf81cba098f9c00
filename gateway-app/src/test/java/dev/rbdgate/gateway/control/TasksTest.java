package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.WorkRecord;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
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
        return new Tasks(new Images(store).work("test"), () -> NOW);
    }

    private static Work work(Function<DoubleConsumer, CompletableFuture<Void>> run) {
        return new Work("image.delete", "rbd/a", Optional.of(4096L), run, () -> {});
    }

    private static void ended(Tasks.Started task) {
        task.done().handle((_, _) -> true).join();
    }

    @Test
    void aTaskTellsItsProgressAndEnd() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicReference<DoubleConsumer> progress = new AtomicReference<>();
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
                                NOW));
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
    void runningTasksCannotBeCancelledAndFinishedOnesAreForgotten() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Tasks.Started task = tasks.start(work(_ -> done), RECORD);
        assertThatThrownBy(() -> tasks.delete(task.id()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.kind()).isEqualTo(RefusedException.Kind.CONFLICT));
        done.complete(null);
        ended(task);
        tasks.delete(task.id());
        assertThat(tasks.list()).isEmpty();
        assertThatThrownBy(() -> tasks.get(task.id())).hasMessageContaining(task.id());
        Tasks next = tasks();
        next.restore(_ -> Optional.empty());
        assertThat(next.list()).isEmpty();
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
