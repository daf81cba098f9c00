package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What every call on an image passes: bounds how many run, and keeps those apart that must not
 * overlap. A call holds its range of the image while it runs, shared with others or exclusively. An
 * exclusive one waits for those that overlap it, and later ones that overlap it wait for it.
 *
 * <p>Calls that change the image can be held back, while another client may change it: they queue
 * apart from those that wait for their range, which pass them by. A gate that is shut refuses all
 * calls, and lets only maintenance pass.
 *
 * <p>A call leaves when the store has answered, also if whoever made it has given up on it: later
 * calls on its range wait for what may still be on its way.
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

        /** Whether this is a call that changes the image, as opposed to reads and maintenance. */
        boolean changes() {
            return false;
        }

        /** Whether this is maintenance, which runs even behind a shut gate. */
        boolean maintenance() {
            return false;
        }

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

    /** Changes that are held back, in order. */
    private final Deque<Hold> held = new ArrayDeque<>();

    private volatile Runnable onHeld = () -> {};
    private int running;
    private int exclusives;
    private int changesRunning;
    private boolean changesHeld;
    private CompletableFuture<Void> changesEnded = CompletableFuture.completedFuture(null);
    private boolean dispatching;

    /** Why calls are refused, once they are. */
    private @Nullable Refusal shut;

    private record Refusal(BlockError error, String detail, boolean alsoMaintenance) {}

    /**
     * @param listener told when a change comes that is held back
     */
    void onHeld(Runnable listener) {
        onHeld = listener;
    }

    /** Runs a request now, or when it may, or refuses it. */
    void enter(Hold hold) {
        @Nullable Refusal refusal = null;
        boolean heldBack = false;
        synchronized (this) {
            if (shut != null && (shut.alsoMaintenance || !hold.maintenance())) {
                refusal = shut;
            } else if (changesHeld && hold.changes()) {
                heldBack = waiting.size() + held.size() < MAX_WAITING;
                if (heldBack) {
                    held.add(hold);
                } else {
                    refusal = tooMany();
                }
            } else if (mayRun(hold) && passesWaiting(hold)) {
                start(hold);
            } else if (waiting.size() + held.size() >= MAX_WAITING) {
                refusal = tooMany();
            } else {
                waiting.add(hold);
                return;
            }
        }
        if (refusal != null) {
            hold.refuse(refusal.error, refusal.detail);
        } else if (heldBack) {
            onHeld.run();
        } else {
            hold.run();
        }
    }

    private static Refusal tooMany() {
        return new Refusal(BlockError.BUSY, MAX_WAITING + " requests wait", false);
    }

    /**
     * Holds changes back from now on.
     *
     * @return completes when those that run have ended
     */
    synchronized CompletableFuture<Void> holdChanges() {
        if (!changesHeld) {
            changesHeld = true;
            changesEnded = new CompletableFuture<>();
            waiting.removeIf(hold -> hold.changes() && held.add(hold));
            if (changesRunning == 0) {
                changesEnded.complete(null);
            }
        }
        return changesEnded.copy();
    }

    /** Lets changes run again, those that were held back first. */
    void allowChanges() {
        synchronized (this) {
            changesHeld = false;
            waiting.addAll(held);
            held.clear();
            admitWaiting();
            if (dispatching || ready.isEmpty()) {
                return;
            }
            dispatching = true;
        }
        dispatch();
    }

    synchronized boolean holdsChanges() {
        return !held.isEmpty();
    }

    /** Refuses the changes that are held back now. */
    void refuseHeld(BlockError error, String detail) {
        List<Hold> refused;
        synchronized (this) {
            refused = List.copyOf(held);
            held.clear();
        }
        refused.forEach(hold -> hold.refuse(error, detail));
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
        @Nullable CompletableFuture<Void> ended;
        boolean dispatches;
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
            ended = changeLeft(hold);
            admitWaiting();
            dispatches = !dispatching && !ready.isEmpty();
            dispatching |= dispatches;
        }
        if (dispatches) {
            dispatch();
        }
        if (ended != null) {
            ended.complete(null);
        }
    }

    /** What is to be told when the last change has left that ran when changes were held back. */
    private @Nullable CompletableFuture<Void> changeLeft(Hold hold) {
        if (!hold.changes()) {
            return null;
        }
        changesRunning--;
        return changesHeld && changesRunning == 0 ? changesEnded : null;
    }

    /** Refuses what waits and what comes; called by a request that holds everything. */
    void close() {
        shut(new Refusal(BlockError.NOT_READY, "closed", true));
    }

    /** Refuses all calls from now on with an error; maintenance passes, to end the image. */
    void shut(BlockError error, String detail) {
        shut(new Refusal(error, detail, false));
    }

    private void shut(Refusal refusal) {
        List<Hold> refused = new ArrayList<>();
        synchronized (this) {
            shut = refusal;
            waiting.removeIf(
                    hold -> (refusal.alsoMaintenance || !hold.maintenance()) && refused.add(hold));
            refused.addAll(held);
            held.clear();
        }
        refused.forEach(hold -> hold.refuse(refusal.error, refusal.detail));
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
        if (hold.changes()) {
            changesRunning++;
        }
    }
}
