package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.TaskAttribute;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one logical unit that have not ended, of all nexuses (SAM-5 8).
 *
 * <p><b>Order.</b> A SIMPLE task starts at once unless an ORDERED one is before it; an ORDERED task
 * starts when every earlier task has ended; HEAD OF QUEUE starts at once.
 *
 * <p><b>Aborts.</b> An aborted command whose change the device is still working on stays in the set
 * and keeps its bytes: a later call of the device that touches them waits until the device has
 * completed, so that what was aborted can never come after it.
 *
 * <p>Guarded by the monitor of this object, which is held for list operations only: commands start
 * and futures complete outside it.
 */
final class TaskSet {

    /** Tasks of all nexuses together; further ones are answered TASK SET FULL. */
    static final int MAX_TASKS = 4096;

    /** Tasks of one nexus: more than any session's command window. */
    static final int MAX_TASKS_OF_NEXUS = 1024;

    enum Entry {
        RUNS,
        WAITS,
        FULL
    }

    /** A task's place in the list, in order of arrival. Guarded by the set. */
    static final class Place {
        private final UnitExecution run;
        private @Nullable Place earlier;
        private @Nullable Place later;
        private boolean present;
        private boolean waiting;
        private boolean abandoned;
        private @Nullable List<AbortWait> waits;

        Place(UnitExecution run) {
            this.run = run;
        }

        private void await(AbortWait wait) {
            if (waits == null) {
                waits = new ArrayList<>();
            }
            waits.add(wait);
        }

        private boolean isOrdered() {
            return run.task().attribute() == TaskAttribute.ORDERED;
        }
    }

    /** A call of the device that waits for aborted changes of the same bytes. */
    private record Deferred(UnitExecution run, long byteOffset, long byteCount, Runnable call) {}

    private @Nullable Place first;
    private @Nullable Place last;
    private int count;
    private int ordered;
    private int waiting;

    /** Aborted tasks whose changes are under way; a subset of the set. */
    private final List<UnitExecution> abandoned = new ArrayList<>();

    /** Whether {@link #abandoned} has any, for a look without the monitor. */
    private volatile boolean anyAbandoned;

    /** At most one for each task of the set. */
    private final List<Deferred> deferred = new ArrayList<>();

    /** What may start now; emptied by one thread at a time, so that starts do not nest. */
    private final Queue<Runnable> ready = new ArrayDeque<>();

    private boolean draining;

    /**
     * Takes a task in. The caller starts one that {@link Entry#RUNS}; the set starts the others.
     */
    synchronized Entry enter(UnitExecution run) {
        UnitPath path = run.path();
        if (count >= MAX_TASKS || path.tasks >= MAX_TASKS_OF_NEXUS) {
            return Entry.FULL;
        }
        Place place = run.place;
        boolean waits =
                switch (run.task().attribute()) {
                    case HEAD_OF_QUEUE -> false;
                    case ORDERED -> first != null;
                    case UNTAGGED, SIMPLE, ACA -> ordered > 0;
                };
        append(place);
        path.tasks++;
        if (place.isOrdered()) {
            ordered++;
        }
        if (waits) {
            place.waiting = true;
            waiting++;
        }
        return waits ? Entry.WAITS : Entry.RUNS;
    }

    /** Takes an ended task out, and starts what waited for it. */
    void leave(UnitExecution run) {
        Place place = run.place;
        List<AbortWait> waits;
        synchronized (this) {
            if (!place.present) {
                return;
            }
            remove(place);
            run.path().tasks--;
            if (place.isOrdered()) {
                ordered--;
            }
            if (place.waiting) {
                place.waiting = false;
                waiting--;
            }
            if (place.abandoned) {
                abandoned.remove(run);
                anyAbandoned = !abandoned.isEmpty();
                releaseDeferred();
            }
            if (waiting > 0) {
                releaseWaiting();
            }
            waits = place.waits;
            if (waits == null && ready.isEmpty()) {
                return;
            }
        }
        if (waits != null) {
            waits.forEach(AbortWait::taskEnded);
        }
        drain();
    }

    /**
     * Aborts the tasks that {@code which} picks.
     *
     * @return ends when all of them have ended, which may take as long as the storage takes
     */
    CompletableFuture<Void> abort(Predicate<UnitExecution> which) {
        List<UnitExecution> chosen = chosen(which);
        // Outside the monitor: the transport may end a task on the spot.
        chosen.forEach(run -> {
            run.task().abort();
            run.withdraw();
            run.abandonIfDetached();
        });
        AbortWait wait;
        synchronized (this) {
            chosen.removeIf(run -> !run.place.present);
            if (chosen.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            wait = new AbortWait(chosen.size());
            for (UnitExecution run : chosen) {
                hold(run, wait);
            }
            anyAbandoned = !abandoned.isEmpty();
            releaseDeferred();
        }
        drain();
        return wait.future();
    }

    /**
     * Ends when the running tasks that {@code which} picks have ended by themselves. One that waits
     * for its turn does not count.
     */
    CompletableFuture<Void> quiet(Predicate<UnitExecution> which) {
        synchronized (this) {
            List<UnitExecution> running = chosen(run -> !run.place.waiting && which.test(run));
            if (running.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            AbortWait wait = new AbortWait(running.size());
            running.forEach(run -> run.place.await(wait));
            return wait.future();
        }
    }

    /** The tasks that {@code which} picks, in order of arrival. */
    synchronized List<UnitExecution> chosen(Predicate<UnitExecution> which) {
        List<UnitExecution> chosen = new ArrayList<>();
        for (Place place = first; place != null; place = place.later) {
            if (which.test(place.run)) {
                chosen.add(place.run);
            }
        }
        return chosen;
    }

    synchronized int size() {
        return count;
    }

    /** Whether no aborted task but {@code run} itself still changes these bytes. */
    boolean isFree(UnitExecution run, long byteOffset, long byteCount) {
        return !anyAbandoned || isFreeNow(run, byteOffset, byteCount);
    }

    /** Starts a call when its bytes are free, or its task is aborted. */
    void defer(UnitExecution run, long byteOffset, long byteCount, Runnable call) {
        synchronized (this) {
            deferred.add(new Deferred(run, byteOffset, byteCount, call));
            releaseDeferred();
        }
        drain();
    }

    private void hold(UnitExecution run, AbortWait wait) {
        Place place = run.place;
        place.await(wait);
        if (run.isChanging() && !place.abandoned) {
            place.abandoned = true;
            abandoned.add(run);
        }
        if (place.waiting) {
            release(place);
        }
    }

    private synchronized boolean isFreeNow(UnitExecution run, long byteOffset, long byteCount) {
        for (UnitExecution other : abandoned) {
            if (other != run && other.changes(byteOffset, byteCount)) {
                return false;
            }
        }
        return true;
    }

    private void releaseDeferred() {
        for (Iterator<Deferred> each = deferred.iterator(); each.hasNext(); ) {
            Deferred call = each.next();
            if (call.run.task().isAborted()
                    || isFreeNow(call.run, call.byteOffset, call.byteCount)) {
                each.remove();
                ready.add(call.call);
            }
        }
    }

    /** Releases the waiting tasks up to the first ORDERED one, or that one if it is the oldest. */
    private void releaseWaiting() {
        for (Place place = first; place != null; place = place.later) {
            if (place.isOrdered()) {
                if (place.waiting && place == first) {
                    release(place);
                }
                return;
            }
            if (place.waiting) {
                release(place);
            }
        }
    }

    private void release(Place place) {
        place.waiting = false;
        waiting--;
        ready.add(() -> {
            place.run.task().waited();
            place.run.start();
        });
    }

    private void drain() {
        synchronized (this) {
            if (draining) {
                return;
            }
            draining = true;
        }
        for (Runnable next = nextReady(); next != null; next = nextReady()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable nextReady() {
        Runnable next = ready.poll();
        if (next == null) {
            draining = false;
        }
        return next;
    }

    private void append(Place place) {
        place.present = true;
        place.earlier = last;
        if (last == null) {
            first = place;
        } else {
            last.later = place;
        }
        last = place;
        count++;
    }

    private void remove(Place place) {
        place.present = false;
        if (place.earlier == null) {
            first = place.later;
        } else {
            place.earlier.later = place.later;
        }
        if (place.later == null) {
            last = place.earlier;
        } else {
            place.later.earlier = place.earlier;
        }
        count--;
    }
}
