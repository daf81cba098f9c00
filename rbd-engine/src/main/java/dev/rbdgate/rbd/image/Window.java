package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectCompletion;

/**
 * Runs numbered tasks, a bounded number at once. After a failure no more are started; the end is
 * told when those that run have ended. A task that ends at once does not deepen the stack.
 */
final class Window {

    /** One of the tasks. */
    @FunctionalInterface
    interface Task {
        void start(long number, ObjectCompletion done);
    }

    private final long end;
    private final int width;
    private final Task task;
    private final ObjectCompletion done;
    private long next;
    private int running;
    private int failure;
    private boolean starting;

    private Window(long from, long to, int width, Task task, ObjectCompletion done) {
        this.next = from;
        this.end = to;
        this.width = width;
        this.task = task;
        this.done = done;
    }

    /**
     * @param done told 0, or the first failure
     */
    static void run(long from, long to, int width, Task task, ObjectCompletion done) {
        new Window(from, to, width, task, done).pump();
    }

    private void pump() {
        while (true) {
            long number;
            synchronized (this) {
                if (next == end || failure < 0) {
                    starting = false;
                    if (running > 0) {
                        return;
                    }
                    break;
                }
                if (running == width) {
                    starting = false;
                    return;
                }
                starting = true;
                running++;
                number = next++;
            }
            task.start(number, this::ended);
        }
        done.complete(failure);
    }

    private void ended(int result) {
        synchronized (this) {
            running--;
            if (result < 0 && failure == 0) {
                failure = result;
            }
            if (starting) {
                return;
            }
            // Whoever is first takes the role; a second one must not tell the end again.
            starting = true;
        }
        pump();
    }
}
