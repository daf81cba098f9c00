package dev.rbdgate.scsi.meter;

import dev.rbdgate.block.Latency;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counts the commands of one initiator to one unit in one session. One thread counts, the session's
 * event loop, and any thread reads: so counting takes neither a lock nor an atomic addition, and
 * allocates only at the first command of a kind.
 */
public final class CommandMeter {

    static final int OPERATIONS = 0;
    static final int BYTES = 1;
    static final int NANOS = 2;
    static final int FIRST_BUCKET = 3;
    static final int KIND_COUNTS = FIRST_BUCKET + Latency.BUCKETS;

    /** Sense keys have four bits. */
    static final int SENSE_KEYS = 16;

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle KIND = MethodHandles.arrayElementVarHandle(long[][].class);

    private final long[] events = new long[Events.COUNT];
    private final long[] senseKeys = new long[SENSE_KEYS];

    /** By {@link CommandKind#index}; each is made when it is first needed. */
    private final long[] @Nullable [] kinds = new long[CommandKind.ALL.size()][];

    /** A command has arrived. */
    public void started() {
        add(Events.STARTED, 1);
    }

    /**
     * A command was answered.
     *
     * @param bytes of payload that it moved
     * @param nanos since it arrived
     * @param sense with CHECK CONDITION, else null
     */
    public void answered(
            CommandKind kind, long bytes, long nanos, ScsiStatus status, @Nullable Sense sense) {
        long[] counts = counts(kind);
        add(counts, OPERATIONS, 1);
        add(counts, BYTES, bytes);
        add(counts, NANOS, nanos);
        add(counts, FIRST_BUCKET + Latency.bucket(nanos), 1);
        add(Events.ENDED, 1);
        if (status != ScsiStatus.GOOD) {
            failed(status, sense);
        }
    }

    /** A command ended without an answer, since it was aborted. */
    public void aborted() {
        add(Events.ABORTED, 1);
        add(Events.ENDED, 1);
    }

    /** A limit of the initiator has held a command back. */
    public void delayed(long nanos) {
        add(Events.DELAYED, 1);
        add(Events.DELAY_NANOS, nanos);
    }

    private void failed(ScsiStatus status, @Nullable Sense sense) {
        switch (status) {
            case RESERVATION_CONFLICT -> add(Events.RESERVATION_CONFLICT, 1);
            case BUSY, TASK_SET_FULL -> add(Events.BUSY, 1);
            case GOOD, CHECK_CONDITION, CONDITION_MET, ACA_ACTIVE, TASK_ABORTED -> {
                if (sense != null) {
                    add(senseKeys, sense.key(), 1);
                }
            }
        }
    }

    /** What was counted until now, by any thread. Counts of one moment, give or take a command. */
    public Reading read() {
        long[] @Nullable [] copies = new long[kinds.length][];
        for (int kind = 0; kind < kinds.length; kind++) {
            long[] counts = (long[]) KIND.getAcquire(kinds, kind);
            copies[kind] = counts == null ? null : copy(counts);
        }
        return new Reading(copy(events), copy(senseKeys), copies);
    }

    /** Whether every command that has arrived has ended. Only by the thread that counts. */
    public boolean isIdle() {
        return events[Events.STARTED] == events[Events.ENDED];
    }

    private long[] counts(CommandKind kind) {
        long[] counts = kinds[kind.index()];
        if (counts == null) {
            counts = new long[KIND_COUNTS];
            KIND.setRelease(kinds, kind.index(), counts);
        }
        return counts;
    }

    private void add(int event, long amount) {
        add(events, event, amount);
    }

    private static void add(long[] counts, int index, long amount) {
        COUNT.setOpaque(counts, index, counts[index] + amount);
    }

    private static long[] copy(long[] counts) {
        long[] copy = new long[counts.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (long) COUNT.getOpaque(counts, i);
        }
        return copy;
    }
}
