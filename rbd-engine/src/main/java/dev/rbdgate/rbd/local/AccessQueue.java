package dev.rbdgate.rbd.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the calls on one object access in the order in which they came: one that changes it alone,
 * those that only read together. Nobody blocks; who has to wait is started by who leaves.
 */
final class AccessQueue {

    enum Entry {
        ENTERED,
        WAITING,
        /** The object is no longer in the table: look it up again. */
        RETIRED
    }

    // Guarded by this.
    private int readers;
    private boolean writing;
    private boolean retired;
    private @Nullable ArrayDeque<ObjectCall> waiting;

    /** Enters if nothing has to be waited for; WAITING means that it has not. */
    synchronized Entry tryEnter(boolean exclusive) {
        if (retired) {
            return Entry.RETIRED;
        }
        if (waiting != null || writing || (exclusive && readers > 0)) {
            return Entry.WAITING;
        }
        enter(exclusive);
        return Entry.ENTERED;
    }

    private void enter(boolean exclusive) {
        if (exclusive) {
            writing = true;
        } else {
            readers++;
        }
    }

    /** Enters, or waits for {@link #leave} of another call to name it. */
    synchronized Entry enter(ObjectCall call) {
        Entry entry = tryEnter(call.exclusive());
        if (entry == Entry.WAITING) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(call);
        }
        return entry;
    }

    /** Leaves; answers the calls that have entered by that and are to be started. */
    synchronized List<ObjectCall> leave(boolean exclusive) {
        if (exclusive) {
            writing = false;
        } else {
            readers--;
        }
        ArrayDeque<ObjectCall> queue = waiting;
        if (queue == null) {
            return List.of();
        }
        List<ObjectCall> started = new ArrayList<>();
        while (!queue.isEmpty() && !writing) {
            boolean next = queue.element().exclusive();
            if (next && readers > 0) {
                break;
            }
            enter(next);
            started.add(queue.remove());
        }
        if (queue.isEmpty()) {
            waiting = null;
        }
        return started;
    }

    /**
     * Lets nobody in any more, if nobody is in.
     *
     * @param mayGo asked when nobody is in, and before anybody gets in
     */
    synchronized boolean retire(BooleanSupplier mayGo) {
        if (writing || readers > 0 || waiting != null || !mayGo.getAsBoolean()) {
            return false;
        }
        retired = true;
        return true;
    }
}
