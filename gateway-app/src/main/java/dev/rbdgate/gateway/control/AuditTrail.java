package dev.rbdgate.gateway.control;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.MappingStore;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes who changed what in the object store, where no change of the mapping notes it. */
final class AuditTrail {

    private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

    private final MappingStore database;
    private final Clock clock;

    AuditTrail(MappingStore database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param operation such as {@code image.create}
     * @param subject what was changed
     */
    void note(String actor, String operation, String subject, String detail) {
        log.info("{}: {} {}", operation, subject, detail);
        database.audit(new AuditEntry(clock.instant(), actor, operation, subject, detail));
    }
}
