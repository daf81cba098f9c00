package dev.rbdgate.gateway.control;

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
 */
public record TaskStatus(
        String id,
        String kind,
        String subject,
        State state,
        int percent,
        Optional<String> error,
        Optional<Long> sizeBytes,
        Instant started) {

    private static final int WHOLE = 100;

    /** Where a task stands. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        boolean isOver() {
            return switch (this) {
                case QUEUED, RUNNING -> false;
                case SUCCEEDED, FAILED, CANCELLED -> true;
            };
        }
    }

    TaskStatus at(int percentDone) {
        return new TaskStatus(id, kind, subject, state, percentDone, error, sizeBytes, started);
    }

    /**
     * The same task, over.
     *
     * @param why it failed; empty if it did not
     */
    TaskStatus ended(Optional<String> why) {
        return new TaskStatus(
                id,
                kind,
                subject,
                why.isPresent() ? State.FAILED : State.SUCCEEDED,
                why.isPresent() ? percent : WHOLE,
                why,
                sizeBytes,
                started);
    }
}
