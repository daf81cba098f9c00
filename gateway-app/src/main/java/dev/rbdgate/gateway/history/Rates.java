package dev.rbdgate.gateway.history;

import dev.rbdgate.gateway.traffic.UnitKey;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.Reading;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was done in the last interval.
 *
 * @param time its end
 * @param running commands that ran or waited then
 * @param units those that did something
 * @param sessions by id, those that did something
 */
public record Rates(
        Instant time,
        Rate total,
        long running,
        Map<UnitKey, Rate> units,
        Map<Long, Rate> sessions) {

    /** The share of commands whose time is told. */
    private static final double SHARE = 0.99;

    /** Before anything was measured. */
    static final Rates NONE =
            new Rates(Instant.EPOCH, Rate.of(Reading.ZERO, 1), 0, Map.of(), Map.of());

    /**
     * Amounts per second.
     *
     * @param readP99 seconds; empty if nothing was read
     * @param writeP99 seconds; empty if nothing was written
     */
    public record Rate(
            double readOperations,
            double writeOperations,
            double otherOperations,
            double readBytes,
            double writtenBytes,
            double errors,
            OptionalDouble readP99,
            OptionalDouble writeP99) {

        static Rate of(Reading done, double seconds) {
            long reads = done.operations(CommandKind.READ);
            long writes = done.operations(CommandKind.WRITE);
            return new Rate(
                    reads / seconds,
                    writes / seconds,
                    (done.operations() - reads - writes) / seconds,
                    done.bytes(CommandKind.READ) / seconds,
                    done.bytes(CommandKind.WRITE) / seconds,
                    done.errors() / seconds,
                    quantile(done, CommandKind.READ, SHARE),
                    quantile(done, CommandKind.WRITE, SHARE));
        }

        /** Commands of any kind. */
        public double operations() {
            return readOperations + writeOperations + otherOperations;
        }
    }

    /**
     * The time in seconds that a share of the commands of a kind stayed below, if there were any.
     */
    static OptionalDouble quantile(Reading done, CommandKind kind, double share) {
        return done.has(kind)
                ? OptionalDouble.of(done.quantileSeconds(kind, share))
                : OptionalDouble.empty();
    }
}
