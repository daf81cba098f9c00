package dev.rbdgate.gateway.history;

import java.time.Instant;
import java.util.Map;

/**
 * What was done in the last interval, as amounts per second.
 *
 * @param time its end
 * @param sessions by id, those that did nothing left out
 */
public record Rates(Instant time, Rate total, Map<Long, Rate> sessions) {

    /** Before anything was measured. */
    static final Rates NONE = new Rates(Instant.EPOCH, Rate.of(Load.NONE, 1), Map.of());

    /** Amounts per second. */
    public record Rate(double operations, double readBytes, double writtenBytes, double errors) {

        static Rate of(Load load, double seconds) {
            return new Rate(
                    load.operations() / seconds,
                    load.readBytes() / seconds,
                    load.writtenBytes() / seconds,
                    load.errors() / seconds);
        }
    }
}
