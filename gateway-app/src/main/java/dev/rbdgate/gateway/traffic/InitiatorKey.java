package dev.rbdgate.gateway.traffic;

import dev.rbdgate.config.Mapping;

/** An initiator at a target, whatever its sessions. */
public record InitiatorKey(String target, String initiator) {

    /** All that there was no place for. */
    public static final InitiatorKey OTHER = new InitiatorKey("other", "other");

    /** Whether a mapping grants it access by its name. */
    boolean isIn(Mapping mapping) {
        return mapping.target(target).filter(it -> it.grants().containsKey(initiator)).isPresent();
    }
}
