package dev.rbdgate.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rbdgate.gateway.events.EventFeed;
import dev.rbdgate.gateway.events.GatewayEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The data of events. */
final class EventViews {

    private EventViews() {}

    /** What somebody changed. */
    record Change(Instant when, String action, String subject) {}

    /**
     * A session that began or ended.
     *
     * @param target absent for a discovery session
     */
    record Session(
            Instant when,
            String action,
            long id,
            String initiator,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String target) {}

    /** A task that went on. */
    record Task(
            Instant when,
            String id,
            String kind,
            String subject,
            String state,
            int percent,
            @Nullable String error) {}

    /** How the gateway is. */
    record Health(Instant when, String health, int alerts) {}

    static Object of(EventFeed.Published published) {
        Instant when = published.when();
        return switch (published.event()) {
            case GatewayEvent.Changed(String action, String subject) ->
                    new Change(when, action, subject);
            case GatewayEvent.SessionMoved it ->
                    new Session(
                            when, it.action(), it.id(), it.initiator(), it.target().orElse(null));
            case GatewayEvent.TaskMoved it ->
                    new Task(
                            when,
                            it.id(),
                            it.kind(),
                            it.subject(),
                            it.state(),
                            it.percent(),
                            it.error().orElse(null));
            case GatewayEvent.HealthChanged(String health, int alerts) ->
                    new Health(when, health, alerts);
        };
    }
}
