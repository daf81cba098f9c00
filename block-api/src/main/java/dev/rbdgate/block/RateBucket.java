package dev.rbdgate.block;

import java.util.concurrent.TimeUnit;

/**
 * One rate, kept by the generic cell rate algorithm: of all that was let pass, the time at which it
 * would be done at the rate. Something passes while that time is no farther ahead than the burst;
 * it may be larger than the burst, and is then paid for afterwards.
 *
 * <p>Guarded by its lane.
 */
final class RateBucket {

    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long perSecond;
    private final long burstNanos;

    /** When all that has passed is done; by the clock. */
    private long doneAt;

    /** Parts of a nanosecond that are still to be paid, times the rate. */
    private long remainder;

    RateBucket(long perSecond, long burstNanos, long now) {
        this.perSecond = perSecond;
        this.burstNanos = burstNanos;
        this.doneAt = now;
    }

    /** How long the next one has to wait; not positive: it may pass. */
    long waitNanos(long now) {
        return doneAt - now - burstNanos;
    }

    /** How long so many units take at the rate. */
    long costNanos(long units) {
        return units * NANOS / perSecond;
    }

    /**
     * Lets units pass.
     *
     * @param idleUntil what was not used before this time is lost
     */
    void take(long units, long idleUntil) {
        long due = units * NANOS + remainder;
        remainder = due % perSecond;
        doneAt = (doneAt - idleUntil < 0 ? idleUntil : doneAt) + due / perSecond;
    }
}
