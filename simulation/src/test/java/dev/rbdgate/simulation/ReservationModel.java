package dev.rbdgate.simulation;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The persistent reservation of one unit, which one initiator at a time changes. */
final class ReservationModel {

    static final int WRITE_EXCLUSIVE = 1;
    static final int EXCLUSIVE_ACCESS = 3;
    static final int WRITE_EXCLUSIVE_REGISTRANTS_ONLY = 5;
    static final int EXCLUSIVE_ACCESS_REGISTRANTS_ONLY = 6;

    /** What is in force; null while nobody can know. */
    record State(TreeMap<String, Long> keys, @Nullable String holder, int type) {

        /** Whether an initiator's access is refused. */
        boolean refuses(String initiator, boolean write) {
            if (holder == null || holder.equals(initiator)) {
                return false;
            }
            return switch (type) {
                case WRITE_EXCLUSIVE -> write;
                case EXCLUSIVE_ACCESS -> true;
                case WRITE_EXCLUSIVE_REGISTRANTS_ONLY -> write && !keys.containsKey(initiator);
                case EXCLUSIVE_ACCESS_REGISTRANTS_ONLY -> !keys.containsKey(initiator);
                default -> throw new IllegalStateException("type " + type);
            };
        }
    }

    private @Nullable State state = new State(new TreeMap<>(), null, 0);
    private long changes;
    private boolean busy;
    private boolean kept;

    /** Whether a change may be begun. */
    boolean isFree() {
        return !busy;
    }

    @Nullable State state() {
        return state;
    }

    /** Grows with each change, at its begin and at its end. */
    long changes() {
        return changes;
    }

    /** Whether it survives a restart of the gateway. */
    boolean isKept() {
        return kept;
    }

    void begin() {
        busy = true;
        changes++;
    }

    /**
     * A change is over.
     *
     * @param after null if nobody knows what came of it
     */
    void end(@Nullable State after, boolean keptFromNowOn) {
        busy = false;
        changes++;
        state = after;
        kept = keptFromNowOn;
    }

    /** A change was refused. */
    void unchanged() {
        busy = false;
        changes++;
    }

    /** The gateway begins anew. */
    void restarted() {
        changes++;
        if (busy) {
            busy = false;
            state = null;
        } else if (!kept && state != null) {
            state = new State(new TreeMap<>(), null, 0);
        }
    }
}
