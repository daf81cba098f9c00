package dev.rbdgate.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: virtual time, chance, and all that is going to happen, in order. What happens at the
 * same moment happens in an order that chance decides. Used by one thread, which carries the
 * virtual threads of the simulated processes as well.
 */
final class World {

    /** Most lines of a trace that are kept. */
    private static final int TRACE_LINES = 400;

    /** Events after which a run is given up: something goes round in circles. */
    private static final long MAX_EVENTS = 20_000_000;

    /** Within this real time the JVM has woken what nothing holds up any more. */
    private static final long JVM_MILLIS = 200;

    private record Event(
            long time, long order, long number, @Nullable GatewayProcess owner, Runnable action)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            int byOrder = byTime == 0 ? Long.compare(order, other.order) : byTime;
            return byOrder == 0 ? Long.compare(number, other.number) : byOrder;
        }
    }

    /** Of the trace. */
    private record Line(long time, String text) {
        @Override
        public String toString() {
            return "%12.3f ms  %s".formatted(time / 1e6, text);
        }
    }

    private final Chance chance;
    private final Thread thread = Thread.currentThread();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<Line> trace = new ArrayDeque<>();
    private final boolean echo = Boolean.getBoolean("simulation.trace");
    private long now;
    private long numbers;
    private long traceHash;
    private final CompletableFuture<Supplier<String>> outsider = new CompletableFuture<>();

    /** Threads of the service that the JVM has woken. Guarded by itself. */
    private final List<Runnable> woken = new ArrayList<>();

    /** Whether nothing happens in this world any more. Guarded by woken. */
    private boolean over;

    private @Nullable Throwable failure;

    World(long seed) {
        chance = new Chance(seed);
    }

    Chance chance() {
        return chance;
    }

    /** Nanoseconds since the run began. */
    long now() {
        return now;
    }

    /** Lets something happen later. */
    void after(long nanos, Runnable action) {
        add(nanos, null, action);
    }

    /** Lets something happen to a process later, if it still runs then. */
    void after(long nanos, GatewayProcess owner, Runnable action) {
        add(nanos, owner, action);
    }

    /** Whether the caller is something that no seed decides. */
    boolean isOutside() {
        return Thread.currentThread() != thread && !Thread.currentThread().isVirtual();
    }

    /**
     * A monitor that was held over a file call, or a timer of the JDK: the run is given up.
     *
     * @param what asked for later by the world's own thread: the JVM's that calls this, which wakes
     *     those who wait for monitors, would have to wait for itself to tell a stack
     */
    void giveUp(Supplier<String> what) {
        String by = Thread.currentThread().getName();
        outsider.complete(() -> what.get() + " was woken by " + by);
    }

    /**
     * The JVM has woken a thread of the service, which waited for a monitor: the run is given up.
     * The thread goes on when the run is over, until it waits for something of this world, which
     * never comes. If it did not, whoever comes next for the monitor would wait for ever, and that
     * may be a thread of the JVM: the collector's, which needs one for each buffer that it frees.
     *
     * @param what as of {@link #giveUp(Supplier)}
     */
    void giveUp(Supplier<String> what, Runnable continuation) {
        giveUp(what);
        synchronized (woken) {
            if (!over) {
                woken.add(continuation);
                return;
            }
        }
        Thread.ofPlatform().daemon().name("left behind").start(continuation);
    }

    /** The run is over: lets those go on that the JVM has woken. */
    void end() {
        List<Runnable> left;
        synchronized (woken) {
            over = true;
            left = List.copyOf(woken);
        }
        left.forEach(Runnable::run);
    }

    private void add(long nanos, @Nullable GatewayProcess owner, Runnable action) {
        if (isOutside()) {
            giveUp(() -> "something");
            return;
        }
        events.add(new Event(now + Math.max(0, nanos), chance.bits(), numbers++, owner, action));
    }

    /** Notes the first thing that went wrong inside a process; the run ends with it. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /**
     * Lets things happen until this is so.
     *
     * @param limit virtual time after which that is a violation
     */
    void runUntil(BooleanSupplier done, long limit, String what) {
        long end = now + limit;
        while (!done.getAsBoolean()) {
            Event next = events.poll();
            if (next == null || next.time > end) {
                throw new Violation(
                        "%s: not within %d ms".formatted(what, limit / Time.MILLISECOND));
            }
            happen(next);
        }
    }

    /** Lets everything happen of the next while. */
    void runFor(long nanos) {
        boolean[] over = new boolean[1];
        after(nanos, () -> over[0] = true);
        runUntil(() -> over[0], nanos + 1, "time passes");
    }

    private void happen(Event event) {
        now = event.time;
        if (event.owner == null || event.owner.isAlive()) {
            event.action.run();
        }
        if (failure != null) {
            throw failure instanceof Violation violation
                    ? violation
                    : new Violation("a thread of the service died", failure);
        }
        if (outsider.isDone()) {
            throw new Undecided(outsider.join().get());
        }
        if (numbers > MAX_EVENTS) {
            throw new Violation("no end after " + numbers + " events");
        }
    }

    /**
     * Before a violation is believed: the JVM takes its time to wake what waited for a monitor, and
     * virtual time may have passed meanwhile.
     *
     * @throws Undecided if it was the JVM who decided
     */
    void mustBeDecided() {
        String woken =
                outsider.completeOnTimeout(() -> "", JVM_MILLIS, TimeUnit.MILLISECONDS)
                        .join()
                        .get();
        if (!woken.isEmpty()) {
            throw new Undecided(woken);
        }
    }

    /** Lets the virtual thread that calls this wait. */
    void sleep(GatewayProcess owner, long nanos) {
        Thread sleeper = Thread.currentThread();
        boolean[] over = new boolean[1];
        after(
                nanos,
                owner,
                () -> {
                    over[0] = true;
                    LockSupport.unpark(sleeper);
                });
        while (!over[0]) {
            LockSupport.park(this);
        }
    }

    /** Notes what happened, for whoever replays the seed. */
    void trace(String line) {
        traceHash = traceHash * 31 + line.hashCode() + now;
        Line timed = new Line(now, line);
        if (echo) {
            System.out.println(timed);
        }
        trace.addLast(timed);
        if (trace.size() > TRACE_LINES) {
            trace.removeFirst();
        }
    }

    /** The last lines. */
    List<String> trace() {
        return trace.stream().map(Line::toString).toList();
    }

    /** Of all lines with their times: two runs of a seed have the same. */
    long traceHash() {
        return traceHash;
    }

    long eventCount() {
        return numbers;
    }
}
