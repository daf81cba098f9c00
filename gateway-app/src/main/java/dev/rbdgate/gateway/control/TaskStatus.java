package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.WorkRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * Long work as operators see it.
 *
 * @param kind such as {@code image.delete}
 * @param subject what it works on
 * @param percent the part that is done, 0 to 100
 * @param error why it failed
 * @param sizeBytes of what it works on, if that is known
 * @param started also when it was taken up again since
 * @param cancelling what becomes of asking it to stop
 */
public record TaskStatus(
        String id,
        String kind,
        String subject,
        State state,
        int percent,
        Optional<String> error,
        Optional<Long> sizeBytes,
        Instant started,
        Cancelling cancelling) {

    private static final int WHOLE = 100;

    /** Where a task stands. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        public boolean isOver() {
            return switch (this) {
                case QUEUED, RUNNING -> false;
                case SUCCEEDED, FAILED, CANCELLED -> true;
            };
        }
    }

    /** Whether a task can be cancelled. */
    public enum Cancelling {
        /** It can be. */
        POSSIBLE,
        /** Somebody has asked for it; it stops soon. */
        ASKED,
        /** What it has begun has to be done, or it is over. */
        IMPOSSIBLE
    }

    TaskStatus at(int percentDone) {
        return new TaskStatus(
                id, kind, subject, state, percentDone, error, sizeBytes, started, cancelling);
    }

    TaskStatus with(Cancelling changed) {
        return new TaskStatus(
                id, kind, subject, state, percent, error, sizeBytes, started, changed);
    }

    /** The same task, over. */
    TaskStatus ended(WorkRecord.End end) {
        return switch (end) {
            case WorkRecord.End.Succeeded _ -> ended(State.SUCCEEDED, WHOLE, Optional.empty());
            case WorkRecord.End.Failed(String why) ->
                    ended(State.FAILED, percent, Optional.of(why));
            case WorkRecord.End.Cancelled _ -> ended(State.CANCELLED, percent, Optional.empty());
        };
    }

    private TaskStatus ended(State how, int percentDone, Optional<String> why) {
        return new TaskStatus(
                id,
                kind,
                subject,
                how,
                percentDone,
                why,
                sizeBytes,
                started,
                Cancelling.IMPOSSIBLE);
    }
}
