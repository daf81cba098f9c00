package dev.rbdgate.gateway.control;

import java.util.Optional;

/**
 * Long work as operators see it.
 *
 * @param kind such as {@code image.delete}
 * @param subject what it works on
 * @param percent the part that is done, 0 to 100
 * @param error why it failed
 */
public record TaskStatus(
        String id, String kind, String subject, State state, int percent, Optional<String> error) {

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
}
