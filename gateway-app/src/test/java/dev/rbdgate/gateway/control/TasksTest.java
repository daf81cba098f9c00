package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.image.ImageException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;

final class TasksTest {

    private final Tasks tasks = new Tasks();

    @Test
    void aTaskTellsItsProgressAndEnd() {
        CompletableFuture<Void> work = new CompletableFuture<>();
        AtomicReference<DoubleConsumer> progress = new AtomicReference<>();
        String id =
                tasks.start(
                                "image.delete",
                                "rbd/a",
                                it -> {
                                    progress.set(it);
                                    return work;
                                })
                        .id();
        progress.get().accept(0.42);
        assertThat(tasks.get(id))
                .isEqualTo(
                        new TaskStatus(
                                id,
                                "image.delete",
                                "rbd/a",
                                TaskStatus.State.RUNNING,
                                42,
                                Optional.empty()));
        work.complete(null);
        assertThat(tasks.get(id).state()).isEqualTo(TaskStatus.State.SUCCEEDED);
        assertThat(tasks.get(id).percent()).isEqualTo(100);
    }

    @Test
    void aFailedTaskSaysWhy() {
        String id =
                tasks.start(
                                "image.delete",
                                "rbd/a",
                                _ ->
                                        CompletableFuture.failedFuture(
                                                new ImageException(
                                                        ImageException.Reason.FAILED, "disk gone")))
                        .id();
        assertThat(tasks.get(id).state()).isEqualTo(TaskStatus.State.FAILED);
        assertThat(tasks.get(id).error()).contains("disk gone");
    }

    @Test
    void runningTasksCannotBeCancelledAndFinishedOnesAreForgotten() {
        CompletableFuture<Void> work = new CompletableFuture<>();
        String id = tasks.start("image.delete", "rbd/a", _ -> work).id();
        assertThatThrownBy(() -> tasks.delete(id))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.kind()).isEqualTo(RefusedException.Kind.CONFLICT));
        work.complete(null);
        tasks.delete(id);
        assertThat(tasks.list()).isEmpty();
        assertThatThrownBy(() -> tasks.get(id)).hasMessageContaining(id);
    }

    @Test
    void onlyTheNewestFinishedTasksAreKept() {
        for (int i = 0; i < 1010; i++) {
            var _ = tasks.start("image.delete", "x", _ -> CompletableFuture.completedFuture(null));
        }
        assertThat(tasks.list()).hasSize(1000);
        assertThat(tasks.list().iterator().next().id()).isEqualTo("11");
    }

    @Test
    void tooManyRunningTasksAreRefused() {
        for (int i = 0; i < 64; i++) {
            var _ = tasks.start("image.delete", "x", _ -> new CompletableFuture<>());
        }
        assertThatThrownBy(() -> tasks.start("image.delete", "x", _ -> new CompletableFuture<>()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.kind()).isEqualTo(RefusedException.Kind.UNAVAILABLE));
    }
}
