package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every call on an image passes: bounds how many run, and keeps those apart that must not
 * overlap. A call holds its range of the image while it runs, shared with others or exclusively. An
 * exclusive one waits for those that overlap it, and later ones that overlap it wait for it.
 *
 * <p>Uncontended this costs one monitor and a slot of a table. Requests run outside the monitor, on
 * the thread that enters, or for those that had to wait on a thread that leaves.
 */
final class RequestGate {

    /** Requests of one image that run at once. */
    static final int MAX_RUNNING = 256;

    /** Requests of one image that wait; more fail BUSY. */
    static final int MAX_WAITING = 8192;

    /** A request and the range it holds, from the inclusive to the exclusive end. */
    abstract static class Hold {
        private final long from;
        private final long to;
        private final boolean exclusive;

        /** Where it is among those that run. */
        private int slot;

        Hold(long from, long to, boolean exclusive) {
            this.from = from;
            this.to = to;
            this.exclusive = exclusive;
        }

        /** Runs once it holds its range; ends with {@link RequestGate#leave}. */
        abstract void run();

        /** It will not run. */
        abstract void refuse(BlockError error, String detail);

        private boolean conflictsWith(Hold other) {
            return (exclusive || other.exclusive) && from < other.to && other.from < to;
        }
    }

    /** A range that overlaps all others, that of calls without a range included. */
    static final long EVERYTHING_FROM = Long.MIN_VALUE;

    static final long EVERYTHING_TO = Long.MAX_VALUE;

    /** The range of a call that has none, such as a flush: overlaps none but everything. */
    static final long NOWHERE_FROM = -2;

    static final long NOWHERE_TO = -1;

    private final @Nullable Hold[] slots = new @Nullable Hold[MAX_RUNNING];
    private final Deque<Hold> waiting = new ArrayDeque<>();
    private final Deque<Hold> ready = new ArrayDeque<>();
    private int running;
    private int exclusives;
    private boolean dispatching;
    private boolean closed;

    /** Runs a request now, or when it may, or refuses it. */
    void enter(Hold hold) {
        @Nullable BlockError refusal;
        synchronized (this) {
            if (closed) {
                refusal = BlockError.NOT_READY;
            } else if (mayRun(hold) && passesWaiting(hold)) {
                start(hold);
                refusal = null;
            } else if (waiting.size() >= MAX_WAITING) {
                refusal = BlockError.BUSY;
            } else {
                waiting.add(hold);
                return;
            }
        }
        if (refusal == null) {
            hold.run();
        } else {
            hold.refuse(
                    refusal,
                    refusal == BlockError.BUSY ? MAX_WAITING + " requests wait" : "closed");
        }
    }

    /** Whether a request overlaps none of those that wait, which must not be overtaken. */
    private boolean passesWaiting(Hold hold) {
        for (Hold other : waiting) {
            if (other.conflictsWith(hold)) {
                return false;
            }
        }
        return true;
    }

    /** A request has ended: others may run now. */
    void leave(Hold hold) {
        synchronized (this) {
            running--;
            Hold last = slots[running];
            if (last != null) {
                slots[hold.slot] = last;
                last.slot = hold.slot;
            }
            slots[running] = null;
            if (hold.exclusive) {
                exclusives--;
            }
            if (waiting.isEmpty()) {
                return;
            }
            admitWaiting();
            if (dispatching || ready.isEmpty()) {
                return;
            }
            dispatching = true;
        }
        dispatch();
    }

    /** Refuses what waits and what comes; called by a request that holds everything. */
    void close() {
        List<Hold> refused;
        synchronized (this) {
            closed = true;
            refused = List.copyOf(waiting);
            waiting.clear();
        }
        refused.forEach(hold -> hold.refuse(BlockError.NOT_READY, "closed"));
    }

    /**
     * Runs those that are ready. One that ends before its run returns makes others ready: they are
     * run by this loop, not deeper on the stack.
     */
    private void dispatch() {
        while (true) {
            Hold hold;
            synchronized (this) {
                hold = ready.poll();
                if (hold == null) {
                    dispatching = false;
                    return;
                }
            }
            hold.run();
        }
    }

    private void admitWaiting() {
        List<Hold> passedOver = new ArrayList<>();
        Iterator<Hold> candidates = waiting.iterator();
        while (candidates.hasNext() && running < MAX_RUNNING) {
            Hold hold = candidates.next();
            if (mayRun(hold) && passedOver.stream().noneMatch(hold::conflictsWith)) {
                candidates.remove();
                start(hold);
                ready.add(hold);
            } else {
                passedOver.add(hold);
                if (hold.exclusive && hold.from == EVERYTHING_FROM) {
                    return;
                }
            }
        }
    }

    private boolean mayRun(Hold hold) {
        if (running >= MAX_RUNNING) {
            return false;
        }
        if (exclusives == 0 && !hold.exclusive) {
            return true;
        }
        for (int slot = 0; slot < running; slot++) {
            Hold other = slots[slot];
            if (other != null && other.conflictsWith(hold)) {
                return false;
            }
        }
        return true;
    }

    private void start(Hold hold) {
        hold.slot = running;
        slots[running] = hold;
        running++;
        if (hold.exclusive) {
            exclusives++;
        }
    }
}
