package dev.rbdgate.scsi.meter;

import dev.rbdgate.block.Latency;
import java.util.concurrent.TimeUnit;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** What meters have counted. Immutable. */
public final class Reading {

    /** Nothing. */
    public static final Reading ZERO =
            new Reading(
                    new long[Events.COUNT],
                    new long[CommandMeter.SENSE_KEYS],
                    new long[CommandKind.ALL.size()][]);

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long[] events;
    private final long[] senseKeys;

    /** By {@link CommandKind#index}; null for a kind that never came. */
    private final long[] @Nullable [] kinds;

    /** The arrays are taken over. */
    Reading(long[] events, long[] senseKeys, long[] @Nullable [] kinds) {
        this.events = events;
        this.senseKeys = senseKeys;
        this.kinds = kinds;
    }

    /** Both together. */
    public Reading plus(Reading other) {
        return combine(other, Long::sum);
    }

    /** What was counted since {@code earlier}, a reading of the same. */
    public Reading minus(Reading earlier) {
        return combine(earlier, (now, then) -> now - then);
    }

    /** Answered commands of a kind. */
    public long operations(CommandKind kind) {
        return count(kind, CommandMeter.OPERATIONS);
    }

    /** Answered commands. */
    public long operations() {
        long sum = 0;
        for (CommandKind kind : CommandKind.ALL) {
            sum += operations(kind);
        }
        return sum;
    }

    /** Payload that commands of a kind moved. */
    public long bytes(CommandKind kind) {
        return count(kind, CommandMeter.BYTES);
    }

    /** From arrival to status, of all commands of a kind. */
    public double seconds(CommandKind kind) {
        return count(kind, CommandMeter.NANOS) / NANOS_PER_SECOND;
    }

    /** Commands by time, in the buckets of {@link Latency#boundsSeconds}; not cumulative. */
    public long[] buckets(CommandKind kind) {
        long[] buckets = new long[Latency.BUCKETS];
        long[] counts = kinds[kind.index()];
        if (counts != null) {
            System.arraycopy(counts, CommandMeter.FIRST_BUCKET, buckets, 0, buckets.length);
        }
        return buckets;
    }

    /**
     * The time that a share of the commands of a kind stayed below; 0 if there were none.
     *
     * @param share 0 to 1: 0.99 for the 99th percentile
     */
    public double quantileSeconds(CommandKind kind, double share) {
        return Latency.quantileSeconds(buckets(kind), share);
    }

    /** Whether a kind of command has come at all. */
    public boolean has(CommandKind kind) {
        return operations(kind) > 0;
    }

    /** Commands that have arrived and not ended, those included that wait. */
    public long running() {
        return Math.max(0, event(Events.STARTED) - event(Events.ENDED));
    }

    /** Commands that ended without an answer. */
    public long aborted() {
        return event(Events.ABORTED);
    }

    public long reservationConflicts() {
        return event(Events.RESERVATION_CONFLICT);
    }

    /** Answers BUSY and TASK SET FULL. */
    public long busy() {
        return event(Events.BUSY);
    }

    /** Commands that a limit of the initiator held back. */
    public long delayed() {
        return event(Events.DELAYED);
    }

    /** How long those waited together. */
    public double delayedSeconds() {
        return event(Events.DELAY_NANOS) / NANOS_PER_SECOND;
    }

    /**
     * Answers with sense data.
     *
     * @param senseKey 0 to 15
     */
    public long errors(int senseKey) {
        return senseKeys[senseKey];
    }

    /** Answers other than GOOD. */
    public long errors() {
        long sum = reservationConflicts() + busy();
        for (long each : senseKeys) {
            sum += each;
        }
        return sum;
    }

    private long event(int event) {
        return events[event];
    }

    private long count(CommandKind kind, int index) {
        long[] counts = kinds[kind.index()];
        return counts == null ? 0 : counts[index];
    }

    private Reading combine(Reading other, LongBinaryOperator operator) {
        long[] @Nullable [] combined = new long[kinds.length][];
        for (int kind = 0; kind < kinds.length; kind++) {
            combined[kind] = combine(kinds[kind], other.kinds[kind], operator);
        }
        return new Reading(
                combine(events, other.events, operator, new long[events.length]),
                combine(senseKeys, other.senseKeys, operator, new long[senseKeys.length]),
                combined);
    }

    private static long @Nullable [] combine(
            long @Nullable [] these, long @Nullable [] those, LongBinaryOperator operator) {
        if (those == null) {
            return these;
        }
        long[] first = these == null ? new long[those.length] : these;
        return combine(first, those, operator, new long[those.length]);
    }

    private static long[] combine(
            long[] these, long[] those, LongBinaryOperator operator, long[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = operator.applyAsLong(these[i], those[i]);
        }
        return result;
    }
}
