package dev.rbdgate.block;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/** The buckets that times of commands and of store calls are counted in, from 20 µs to 30 s. */
public final class Latency {

    /** Upper bounds, inclusive. One more bucket takes what is beyond. */
    private static final long[] BOUNDS_NANOS = {
        micros(20),
        micros(50),
        micros(100),
        micros(200),
        micros(500),
        micros(1_000),
        micros(2_000),
        micros(5_000),
        micros(10_000),
        micros(20_000),
        micros(50_000),
        micros(100_000),
        micros(200_000),
        micros(500_000),
        micros(1_000_000),
        micros(2_000_000),
        micros(5_000_000),
        micros(10_000_000),
        micros(30_000_000),
    };

    /** How many there are, the one without a bound included. */
    public static final int BUCKETS = BOUNDS_NANOS.length + 1;

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private Latency() {}

    private static long micros(long micros) {
        return TimeUnit.MICROSECONDS.toNanos(micros);
    }

    /** The bucket of a time, from 0. Most are short, so the search starts there. */
    public static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** The bounds in seconds; the last is infinite. */
    public static double[] boundsSeconds() {
        return DoubleStream.concat(
                        Arrays.stream(BOUNDS_NANOS).mapToDouble(nanos -> nanos / NANOS_PER_SECOND),
                        DoubleStream.of(Double.POSITIVE_INFINITY))
                .toArray();
    }

    /**
     * The time in seconds that a share of the counted ones stayed below, taken as spread evenly in
     * their buckets; 0 if nothing was counted. What is beyond the last bound counts as that bound.
     *
     * @param counts of each bucket
     * @param share 0 to 1
     */
    public static double quantileSeconds(long[] counts, double share) {
        long all = Arrays.stream(counts).sum();
        double wanted = share * all;
        double below = 0;
        for (int bucket = 0; bucket < BOUNDS_NANOS.length; bucket++) {
            if (counts[bucket] > 0 && below + counts[bucket] >= wanted) {
                double lower = bucket == 0 ? 0 : BOUNDS_NANOS[bucket - 1];
                double part = (wanted - below) / counts[bucket];
                return (lower + part * (BOUNDS_NANOS[bucket] - lower)) / NANOS_PER_SECOND;
            }
            below += counts[bucket];
        }
        return all == 0 ? 0 : BOUNDS_NANOS[BOUNDS_NANOS.length - 1] / NANOS_PER_SECOND;
    }
}
