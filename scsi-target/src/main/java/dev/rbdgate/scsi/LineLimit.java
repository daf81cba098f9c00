package dev.rbdgate.scsi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** So many log lines in a second and no more. Any thread. */
public final class LineLimit {

    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final int linesPerSecond;
    private final LongSupplier nanoTime;

    /** Second of the last line in the high bits, lines and suppressed ones in it below. */
    private final AtomicLong window = new AtomicLong();

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public LineLimit(int linesPerSecond, LongSupplier nanoTime) {
        this.linesPerSecond = linesPerSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether another line may be written in this second. */
    public boolean admit() {
        long second = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        long next =
                window.updateAndGet(old ->
                        old >> COUNT_BITS == second
                                ? Math.min(old + 1, second << COUNT_BITS | COUNT_MASK)
                                : second << COUNT_BITS | 1);
        return (next & COUNT_MASK) <= linesPerSecond;
    }
}
