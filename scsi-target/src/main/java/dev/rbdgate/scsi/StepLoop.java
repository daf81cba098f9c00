package dev.rbdgate.scsi;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Repeats a step that ends by a callback, without growing the stack when the callback comes before
 * the step returns. A step whose callback calls {@link #next} goes on; one that does not has ended
 * the loop.
 */
public final class StepLoop {

    private final Consumer<StepLoop> step;
    private final AtomicInteger due = new AtomicInteger();

    public StepLoop(Consumer<StepLoop> step) {
        this.step = step;
    }

    /** Runs the step, on this thread or on the one that is still inside the step before it. */
    public void next() {
        if (due.getAndIncrement() > 0) {
            return;
        }
        do {
            step.accept(this);
        } while (due.decrementAndGet() > 0);
    }
}
