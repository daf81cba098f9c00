package dev.rbdgate.iscsi.session;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings completed tasks to their event loop in batches: however many complete while the loop is
 * busy, it is woken once. Any thread pushes; the event loop drains. Its length is bounded by the
 * tasks of a session.
 */
final class CompletionQueue {

    private final EventLoop eventLoop;
    private final Consumer<Task> finish;
    private final Runnable afterBatch;

    /** Newest first, linked by {@link Task#nextCompleted}. */
    private final AtomicReference<@Nullable Task> newest = new AtomicReference<>();

    CompletionQueue(EventLoop eventLoop, Consumer<Task> finish, Runnable afterBatch) {
        this.eventLoop = eventLoop;
        this.finish = finish;
        this.afterBatch = afterBatch;
    }

    void push(Task task) {
        Task previous;
        do {
            previous = newest.get();
            task.nextCompleted = previous;
        } while (!newest.compareAndSet(previous, task));
        if (previous == null) {
            try {
                eventLoop.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The event loop has ended, and with it every other user of the task's state.
                drain();
            }
        }
    }

    /** Finishes what has been pushed, now instead of on the loop's next turn. */
    void drain() {
        Task task = newest.getAndSet(null);
        Task oldest = null;
        while (task != null) {
            Task next = task.nextCompleted;
            task.nextCompleted = oldest;
            oldest = task;
            task = next;
        }
        while (oldest != null) {
            Task next = oldest.nextCompleted;
            oldest.nextCompleted = null;
            finish.accept(oldest);
            oldest = next;
        }
        afterBatch.run();
    }
}
