package dev.rbdgate.gateway.audit;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.AuditQuery;
import dev.rbdgate.config.AuditRow;
import dev.rbdgate.config.MappingStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, when, and what became of it. Changes are noted where they are made, in their own
 * transaction; what is noted here changed nothing, and does not hold up whoever asked for it.
 * Thread-safe.
 */
public final class AuditLog {

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    /** Entries that wait to be written; of a flood the rest is counted only. */
    static final int MAX_WAITING = 1000;

    private final MappingStore store;
    private final Clock clock;
    private final Executor writer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();

    /**
     * @param writer may block; runs one write at a time
     */
    public AuditLog(MappingStore store, Clock clock, Executor writer) {
        this.store = store;
        this.clock = clock;
        this.writer = writer;
    }

    /** Rows, newest first. */
    public List<AuditRow> find(AuditQuery query) {
        return store.auditLog(query);
    }

    /**
     * Notes a request that was refused, or failed.
     *
     * @param subject what it was about
     * @param detail why, without secrets
     */
    public void refused(
            String who, String action, String subject, AuditEntry.Outcome outcome, String detail) {
        note(
                new AuditEntry(
                        clock.instant(),
                        AuditEntry.Kind.REFUSAL,
                        who,
                        action,
                        subject,
                        outcome,
                        detail));
    }

    /** Notes an initiator that was let in, or not. */
    public void login(String initiator, String target, AuditEntry.Outcome outcome, String detail) {
        note(
                new AuditEntry(
                        clock.instant(),
                        AuditEntry.Kind.SESSION,
                        initiator,
                        "session.login",
                        target,
                        outcome,
                        detail));
    }

    private void note(AuditEntry entry) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            if (lost.getAndIncrement() == 0) {
                log.warn("More than {} audit entries wait: some are not noted", MAX_WAITING);
            }
            return;
        }
        try {
            writer.execute(() -> write(entry));
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            log.info("Not noted, as the service stops: {} {}", entry.operation(), entry.detail());
        }
    }

    private void write(AuditEntry entry) {
        try {
            store.note(entry);
        } catch (RuntimeException e) {
            log.error("{} of {} could not be noted", entry.operation(), entry.actor(), e);
        } finally {
            if (waiting.decrementAndGet() == 0) {
                long missed = lost.getAndSet(0);
                if (missed > 0) {
                    log.warn("{} audit entries were not noted", missed);
                }
            }
        }
    }
}
