package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells one completion when several calls have ended: 0, or the first failure. */
final class Joined implements ObjectCompletion {
    private final AtomicInteger left;
    private final AtomicInteger failure = new AtomicInteger();
    private final ObjectCompletion done;

    Joined(int calls, ObjectCompletion done) {
        this.left = new AtomicInteger(calls);
        this.done = done;
    }

    @Override
    public void complete(int result) {
        if (result < 0) {
            failure.compareAndSet(0, result);
        }
        if (left.decrementAndGet() == 0) {
            done.complete(failure.get());
        }
    }
}
