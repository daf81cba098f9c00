package dev.rbdgate.gateway.events;

import java.util.Optional;

/** Something that changed. Holds names and states only: what every viewer may see. */
public sealed interface GatewayEvent {

    /** What it is about, in the singular, such as {@code image}: the event's name in the stream. */
    String topic();

    /**
     * A change that somebody asked for, noted when it was made.
     *
     * @param action as in the audit log, such as {@code lun.create}
     * @param subject what was changed
     */
    record Changed(String action, String subject) implements GatewayEvent {
        @Override
        public String topic() {
            int dot = action.indexOf('.');
            return dot < 0 ? action : action.substring(0, dot);
        }
    }

    /**
     * A session that began, or ended in whatever way.
     *
     * @param target empty for a discovery session
     */
    record SessionMoved(Move move, long id, String initiator, Optional<String> target)
            implements GatewayEvent {
        @Override
        public String topic() {
            return "session";
        }

        /** The action's name, as in the audit log. */
        public String action() {
            return switch (move) {
                case LOGIN -> "session.login";
                case LOGOUT -> "session.logout";
            };
        }
    }

    /** What a session did. */
    enum Move {
        LOGIN,
        LOGOUT
    }

    /**
     * A task that began, went on, or ended.
     *
     * @param state in REST's words
     * @param percent the part that is done, 0 to 100
     * @param error why it failed
     */
    record TaskMoved(
            String id,
            String kind,
            String subject,
            String state,
            int percent,
            Optional<String> error)
            implements GatewayEvent {
        @Override
        public String topic() {
            return "task";
        }
    }

    /**
     * Health, or the list of alerts, is another now.
     *
     * @param health in REST's words
     */
    record HealthChanged(String health, int alerts) implements GatewayEvent {
        @Override
        public String topic() {
            return "health";
        }
    }
}
