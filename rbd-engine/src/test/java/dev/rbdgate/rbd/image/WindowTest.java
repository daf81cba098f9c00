package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WindowTest {

    private final List<Long> started = new ArrayList<>();
    private final Deque<ObjectCompletion> running = new ArrayDeque<>();
    private final List<Integer> results = new ArrayList<>();

    private void start(long number, ObjectCompletion done) {
        started.add(number);
        running.add(done);
    }

    @Test
    void runsAFewAtOnceAndTellsTheEndOnce() {
        Window.run(0, 5, 2, this::start, results::add);
        assertThat(started).containsExactly(0L, 1L);
        while (!running.isEmpty()) {
            assertThat(results).isEmpty();
            assertThat(running.size()).isLessThanOrEqualTo(2);
            running.poll().complete(0);
        }
        assertThat(started).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(results).containsExactly(0);
    }

    @Test
    void afterAFailureStartsNoMoreAndWaitsForThoseThatRun() {
        Window.run(0, 5, 2, this::start, results::add);
        running.poll().complete(-5);
        assertThat(results).isEmpty();
        running.poll().complete(-6);
        assertThat(results).containsExactly(-5);
        assertThat(started).hasSize(2);
    }

    @Test
    void manyTasksThatEndAtOnceDoNotDeepenTheStack() {
        Window.run(0, 200_000, 3, (_, done) -> done.complete(0), results::add);
        Window.run(7, 7, 3, this::start, results::add);
        assertThat(results).containsExactly(0, 0);
    }
}
