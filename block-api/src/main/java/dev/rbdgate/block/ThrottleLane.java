package dev.rbdgate.block;

import dev.rbdgate.block.Throttle.Direction;
import dev.rbdgate.block.Throttle.Ticket;
import dev.rbdgate.block.Throttle.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one direction that wait. Of the origins the one is next that has had least, counted
 * in time at the limits (start-time fair queueing); with calls of one size they take turns.
 *
 * <p>Guarded by its monitor, which is never held while calls go on.
 */
final class ThrottleLane {

    /** A timer is not set for less: what becomes due together goes on together. */
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** How much of the rate is made up for when a timer comes late, beyond the burst. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final LongSupplier nanoTime;
    private final Throttle.Timer timer;
    private final Consumer<Ticket> resumed;
    private @Nullable RateBucket operations;
    private @Nullable RateBucket bytes;

    /** Of origins with waiting calls. */
    private final Map<Object, Turn> turns = new HashMap<>();

    private final PriorityQueue<Turn> order = new PriorityQueue<>();
    private int waiting;
    private boolean timerSet;

    /** How far the origin that went last had come. */
    private long progress;

    private long arrivals;

    ThrottleLane(LongSupplier nanoTime, Throttle.Timer timer, Consumer<Ticket> resumed) {
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.resumed = resumed;
    }

    /** An origin's waiting calls. */
    private static final class Turn implements Comparable<Turn> {
        private final Object origin;
        private final Deque<Ticket> tickets = new ArrayDeque<>();

        /** What it has had, as time at the limits. */
        private long had;

        /** What waits, as time at the limits. */
        private long queuedNanos;

        /** Between those that have had the same, who came first. */
        private final long arrival;

        Turn(Object origin, long had, long arrival) {
            this.origin = origin;
            this.had = had;
            this.arrival = arrival;
        }

        @Override
        public int compareTo(Turn other) {
            int byShare = Long.compare(had, other.had);
            return byShare != 0 ? byShare : Long.compare(arrival, other.arrival);
        }
    }

    synchronized int waiting() {
        return waiting;
    }

    synchronized Verdict enter(Ticket ticket) {
        long now = nanoTime.getAsLong();
        if (waiting == 0 && waitNanos(now) <= 0) {
            take(ticket, now);
            return Verdict.PASS;
        }
        if (waiting >= Throttle.MAX_WAITING || expectedWait(ticket, now) > longestWait()) {
            return Verdict.FULL;
        }
        ticket.since = now;
        Turn turn = turns.get(ticket.origin);
        if (turn == null) {
            turn = new Turn(ticket.origin, progress, arrivals++);
            turns.put(ticket.origin, turn);
            order.add(turn);
        }
        turn.tickets.add(ticket);
        turn.queuedNanos += cost(ticket);
        waiting++;
        setTimer(now);
        return Verdict.WAITS;
    }

    /** Each origin's calls wait for those before them, while the others take their shares. */
    private long expectedWait(Ticket ticket, long now) {
        Turn turn = turns.get(ticket.origin);
        long queued = turn == null ? 0 : turn.queuedNanos;
        int origins = turns.size() + (turn == null ? 1 : 0);
        return waitNanos(now) + queued * origins;
    }

    private static long longestWait() {
        return Throttle.LONGEST_WAIT.toNanos();
    }

    synchronized boolean withdraw(Ticket ticket) {
        Turn turn = turns.get(ticket.origin);
        if (turn == null || !turn.tickets.remove(ticket)) {
            return false;
        }
        turn.queuedNanos -= cost(ticket);
        waiting--;
        if (turn.tickets.isEmpty()) {
            turns.remove(turn.origin);
            order.remove(turn);
        }
        return true;
    }

    void change(RateLimits limits, Direction direction) {
        synchronized (this) {
            long now = nanoTime.getAsLong();
            operations = bucket(limits.operations(direction), limits, now);
            bytes = bucket(limits.bytes(direction), limits, now);
            turns.values()
                    .forEach(turn ->
                            turn.queuedNanos = turn.tickets.stream().mapToLong(this::cost).sum());
        }
        proceed();
    }

    private static @Nullable RateBucket bucket(long perSecond, RateLimits limits, long now) {
        return perSecond == 0 ? null : new RateBucket(perSecond, limits.burst().toNanos(), now);
    }

    void releaseAll() {
        List<Ticket> all = new ArrayList<>();
        synchronized (this) {
            for (Turn turn = order.poll(); turn != null; turn = order.poll()) {
                all.addAll(turn.tickets);
            }
            turns.clear();
            waiting = 0;
        }
        goOn(all);
    }

    private void timerRang() {
        synchronized (this) {
            timerSet = false;
        }
        proceed();
    }

    /** Has those go on whose time has come. */
    private void proceed() {
        List<Ticket> due = new ArrayList<>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            while (waiting > 0 && waitNanos(now) <= 0) {
                Ticket next = next();
                take(next, now - CATCH_UP_NANOS);
                due.add(next);
            }
            if (waiting > 0) {
                setTimer(now);
            }
        }
        goOn(due);
    }

    private void goOn(List<Ticket> tickets) {
        for (Ticket ticket : tickets) {
            resumed.accept(ticket);
            ticket.action.run();
        }
    }

    private Ticket next() {
        Turn turn = order.remove();
        Ticket ticket = turn.tickets.remove();
        long cost = cost(ticket);
        turn.queuedNanos -= cost;
        progress = turn.had;
        turn.had += cost;
        waiting--;
        if (turn.tickets.isEmpty()) {
            turns.remove(turn.origin);
        } else {
            order.add(turn);
        }
        return ticket;
    }

    private void setTimer(long now) {
        if (!timerSet) {
            timerSet = true;
            timer.schedule(Math.max(waitNanos(now), TICK_NANOS), this::timerRang);
        }
    }

    private long waitNanos(long now) {
        long wait = 0;
        if (operations != null) {
            wait = operations.waitNanos(now);
        }
        if (bytes != null) {
            wait = Math.max(wait, bytes.waitNanos(now));
        }
        return wait;
    }

    private void take(Ticket ticket, long idleUntil) {
        if (operations != null) {
            operations.take(1, idleUntil);
        }
        if (bytes != null) {
            bytes.take(ticket.bytes, idleUntil);
        }
    }

    private long cost(Ticket ticket) {
        long cost = 0;
        if (operations != null) {
            cost = operations.costNanos(1);
        }
        if (bytes != null) {
            cost = Math.max(cost, bytes.costNanos(ticket.bytes));
        }
        return cost;
    }
}
