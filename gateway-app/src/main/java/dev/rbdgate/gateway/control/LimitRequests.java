package dev.rbdgate.gateway.control;

import dev.rbdgate.block.RateLimits;
import dev.rbdgate.config.RateMapping;
import java.time.Duration;
import java.util.Optional;

/** Limits as they are asked for, and as they are served. */
public final class LimitRequests {

    /** Below, a host with a full queue would wait longer than its commands may take. */
    static final long MIN_IOPS = 10;

    static final long MIN_BYTES = 1 << 20;

    /** Above, a limit is none. */
    static final long MAX_IOPS = 10_000_000;

    static final long MAX_BYTES = 1L << 40;

    static final Duration MIN_BURST = Duration.ofMillis(10);
    static final Duration MAX_BURST = Duration.ofSeconds(60);

    private static final int MILLIS_PER_SECOND = 1000;

    private LimitRequests() {}

    /**
     * What to change of limits: what is absent stays, and what is empty inside is removed.
     *
     * @param burstSeconds how long what is not used is saved up
     */
    public record Change(
            Optional<Optional<Long>> readIops,
            Optional<Optional<Long>> writeIops,
            Optional<Optional<Long>> readBytes,
            Optional<Optional<Long>> writeBytes,
            Optional<Optional<Double>> burstSeconds) {

        /** Removes all limits. */
        public static final Change REMOVE_ALL =
                new Change(
                        Optional.of(Optional.empty()),
                        Optional.of(Optional.empty()),
                        Optional.of(Optional.empty()),
                        Optional.of(Optional.empty()),
                        Optional.of(Optional.empty()));
    }

    /**
     * @throws RefusedException naming the field that cannot be right
     */
    static RateMapping changed(RateMapping present, Change change) {
        return new RateMapping(
                rate(change.readIops(), present.readIops(), "readIops", MIN_IOPS, MAX_IOPS),
                rate(change.writeIops(), present.writeIops(), "writeIops", MIN_IOPS, MAX_IOPS),
                rate(change.readBytes(), present.readBytes(), "readBytes", MIN_BYTES, MAX_BYTES),
                rate(change.writeBytes(), present.writeBytes(), "writeBytes", MIN_BYTES, MAX_BYTES),
                burstMillis(change.burstSeconds(), present.burstMillis()));
    }

    private static long rate(
            Optional<Optional<Long>> asked, long present, String field, long least, long most) {
        if (asked.isEmpty()) {
            return present;
        }
        long rate = asked.get().orElse(0L);
        if (asked.get().isPresent() && (rate < least || rate > most)) {
            throw RefusedException.invalid(
                    "limits." + field,
                    "a limit is %d to %d in a second; null removes it".formatted(least, most));
        }
        return rate;
    }

    private static long burstMillis(Optional<Optional<Double>> asked, long present) {
        if (asked.isEmpty()) {
            return present;
        }
        if (asked.get().isEmpty()) {
            return 0;
        }
        double millis = asked.get().get() * MILLIS_PER_SECOND;
        if (!(millis >= MIN_BURST.toMillis() && millis <= MAX_BURST.toMillis())) {
            throw RefusedException.invalid(
                    "limits.burstSeconds", "a burst is 0.01 to 60 seconds; null is the default");
        }
        return Math.round(millis);
    }

    /** As the throttles take them. */
    public static RateLimits rates(RateMapping limits) {
        return new RateLimits(
                limits.readIops(),
                limits.writeIops(),
                limits.readBytes(),
                limits.writeBytes(),
                limits.burstMillis() == 0
                        ? RateLimits.DEFAULT_BURST
                        : Duration.ofMillis(limits.burstMillis()));
    }

    /** For the audit log. */
    static String text(RateMapping limits) {
        return "readIops %s, writeIops %s, readBytes %s, writeBytes %s, burst %s"
                .formatted(
                        text(limits.readIops()),
                        text(limits.writeIops()),
                        text(limits.readBytes()),
                        text(limits.writeBytes()),
                        limits.burstMillis() == 0 ? "default" : limits.burstMillis() + " ms");
    }

    private static String text(long rate) {
        return rate == 0 ? "none" : Long.toString(rate);
    }
}
