package dev.rbdgate.block;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Holds calls back so that they stay within {@link RateLimits}, which may change at any time. Reads
 * and writes wait apart. Those of one origin go in their order; between origins, each gets the same
 * share of what there is, by operations or bytes, whichever is scarce.
 *
 * <p>Thread-safe. Waiting takes no thread: a timer has the calls go on.
 */
public final class Throttle {

    /** Calls that may wait in one direction. */
    public static final int MAX_WAITING = 4096;

    /**
     * The longest that a call may have to wait, as far as can be told when it comes: longer, and it
     * is turned away. Hosts give their commands 30 s and abort them then.
     */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** What a limit is for. */
    public enum Direction {
        READ,
        WRITE
    }

    /** What becomes of a call. */
    public enum Verdict {
        /** It goes on now, by its caller. */
        PASS,
        /** Its action runs later, on the timer's thread. */
        WAITS,
        /** There is no place for it. */
        FULL
    }

    /** Runs actions later. */
    @FunctionalInterface
    public interface Timer {
        void schedule(long nanos, Runnable action);
    }

    private final LongSupplier nanoTime;
    private final Map<Direction, ThrottleLane> lanes = new EnumMap<>(Direction.class);
    private final LongAdder delayed = new LongAdder();
    private final LongAdder delayNanos = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile RateLimits limits = RateLimits.NONE;

    /** Whether nothing has to be asked for. */
    private volatile boolean open = true;

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public Throttle(LongSupplier nanoTime, Timer timer) {
        this.nanoTime = nanoTime;
        for (Direction direction : Direction.values()) {
            lanes.put(direction, new ThrottleLane(nanoTime, timer, this::resumed));
        }
    }

    /** A call that may have to wait. */
    public static final class Ticket {
        final Direction direction;
        final long bytes;
        final Object origin;
        final Runnable action;
        long since;

        /**
         * @param bytes of payload
         * @param origin who the calls of others must not be held up by
         * @param action goes on with the call; must not block
         */
        public Ticket(Direction direction, long bytes, Object origin, Runnable action) {
            this.direction = direction;
            this.bytes = bytes;
            this.origin = origin;
            this.action = action;
        }
    }

    /** Whether nothing is held back, so that nobody needs to ask. */
    public boolean isOpen() {
        return open;
    }

    public RateLimits limits() {
        return limits;
    }

    /** Other limits from now on, also for what waits. */
    public void change(RateLimits changed) {
        limits = changed;
        open = changed.isUnlimited();
        lanes.forEach((direction, lane) -> lane.change(changed, direction));
    }

    /** Lets a call pass, or has it wait. */
    public Verdict enter(Ticket ticket) {
        Verdict verdict = lane(ticket.direction).enter(ticket);
        if (verdict == Verdict.FULL) {
            refused.increment();
        }
        return verdict;
    }

    /** Takes a waiting call out; false if it does not wait (any longer). */
    public boolean withdraw(Ticket ticket) {
        return lane(ticket.direction).withdraw(ticket);
    }

    /** Has all that waits go on now. */
    public void releaseAll() {
        lanes.values().forEach(ThrottleLane::releaseAll);
    }

    /** Calls that had to wait and went on. */
    public long delayed() {
        return delayed.sum();
    }

    /** How long those waited together. */
    public long delayNanos() {
        return delayNanos.sum();
    }

    /** Calls that were turned away. */
    public long refused() {
        return refused.sum();
    }

    /** Calls that wait now. */
    public int waiting() {
        return lanes.values().stream().mapToInt(ThrottleLane::waiting).sum();
    }

    private void resumed(Ticket ticket) {
        delayed.increment();
        delayNanos.add(nanoTime.getAsLong() - ticket.since);
    }

    private ThrottleLane lane(Direction direction) {
        return Objects.requireNonNull(lanes.get(direction));
    }
}
