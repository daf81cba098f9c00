package dev.rbdgate.gateway.control;

import dev.rbdgate.block.Throttle;
import dev.rbdgate.config.ImageReference;

/**
 * What the limits of a unit have done, since it was mapped.
 *
 * @param image its image
 * @param delayed calls that had to wait and went on
 * @param delayNanos how long those waited together
 * @param refused calls that were answered BUSY
 * @param waiting calls that wait now
 */
public record UnitThrottle(String image, long delayed, long delayNanos, long refused, int waiting) {

    static UnitThrottle of(ImageReference image, Throttle throttle) {
        return new UnitThrottle(
                image.path(),
                throttle.delayed(),
                throttle.delayNanos(),
                throttle.refused(),
                throttle.waiting());
    }
}
