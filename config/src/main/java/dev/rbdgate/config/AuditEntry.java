package dev.rbdgate.config;

import java.time.Instant;

/**
 * One row of the audit log.
 *
 * @param actor who asked: an authenticated name, or {@code startup}
 * @param operation what was done, such as {@code lun.add}
 * @param subject what it was done to
 * @param detail the change in words, never with a secret
 */
public record AuditEntry(
        Instant happenedAt, String actor, String operation, String subject, String detail) {

    /** Longest detail that is kept, in characters; what is longer is cut. */
    public static final int MAX_DETAIL = 4096;

    /** Longest subject that is kept, in characters. */
    public static final int MAX_SUBJECT = 512;

    public AuditEntry {
        subject = subject.substring(0, Math.min(subject.length(), MAX_SUBJECT));
        detail = detail.substring(0, Math.min(detail.length(), MAX_DETAIL));
    }
}
