package dev.rbdgate.block;

import java.time.Duration;

/**
 * How much may be done in a second. 0 stands for no limit.
 *
 * @param readOperations per second
 * @param writeOperations per second
 * @param readBytes per second
 * @param writeBytes per second
 * @param burst what was not used is saved up for so long, and may then be used at once
 */
public record RateLimits(
        long readOperations,
        long writeOperations,
        long readBytes,
        long writeBytes,
        Duration burst) {

    /** Keeps a second exact within 5 %, and survives late timers. */
    public static final Duration DEFAULT_BURST = Duration.ofMillis(20);

    /** No limit at all. */
    public static final RateLimits NONE = new RateLimits(0, 0, 0, 0, DEFAULT_BURST);

    public RateLimits {
        if (Math.min(Math.min(readOperations, writeOperations), Math.min(readBytes, writeBytes))
                < 0) {
            throw new IllegalArgumentException("a rate below 0");
        }
        if (burst.isNegative() || burst.isZero()) {
            throw new IllegalArgumentException("burst " + burst);
        }
    }

    public boolean isUnlimited() {
        return readOperations == 0 && writeOperations == 0 && readBytes == 0 && writeBytes == 0;
    }

    long operations(Throttle.Direction direction) {
        return direction == Throttle.Direction.READ ? readOperations : writeOperations;
    }

    long bytes(Throttle.Direction direction) {
        return direction == Throttle.Direction.READ ? readBytes : writeBytes;
    }
}
