package dev.rbdgate.gateway.control;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.MappingStore;
import dev.rbdgate.gateway.events.EventFeed;
import dev.rbdgate.gateway.events.GatewayEvent;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes and tells what was changed in the object store, where no change of the mapping does. */
final class AuditTrail {

    private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

    private final MappingStore database;
    private final EventFeed events;
    private final Clock clock;

    AuditTrail(MappingStore database, EventFeed events, Clock clock) {
        this.database = database;
        this.events = events;
        this.clock = clock;
    }

    /**
     * @param operation such as {@code image.create}
     * @param subject what was changed
     */
    void note(String actor, String operation, String subject, String detail) {
        log.info("{}: {} {}", operation, subject, detail);
        database.audit(new AuditEntry(clock.instant(), actor, operation, subject, detail));
        events.publish(new GatewayEvent.Changed(operation, subject));
    }
}
