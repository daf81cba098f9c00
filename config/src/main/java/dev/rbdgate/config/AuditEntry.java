package dev.rbdgate.config;

import java.time.Instant;
import java.util.Locale;

/**
 * One row of the audit log.
 *
 * @param kind by which it is kept
 * @param actor who asked: an authenticated name, an initiator's name, or {@code startup}
 * @param operation what was done, such as {@code lun.add}
 * @param subject what it was done to
 * @param outcome what became of it
 * @param detail the change in words, never with a secret
 */
public record AuditEntry(
        Instant happenedAt,
        Kind kind,
        String actor,
        String operation,
        String subject,
        Outcome outcome,
        String detail) {

    /** Longest detail that is kept, in characters; what is longer is cut. */
    public static final int MAX_DETAIL = 4096;

    /** Longest subject that is kept, in characters. */
    public static final int MAX_SUBJECT = 512;

    /** Longest name of who asked, in characters. */
    public static final int MAX_ACTOR = 256;

    /** What is kept apart from the rest, and how many rows of it; the oldest go. */
    public enum Kind {
        /** What was changed. */
        CHANGE(100_000),
        /** What was asked for over REST and refused. */
        REFUSAL(20_000),
        /** Logins of initiators, which were let in or not. */
        SESSION(20_000);

        private final int rows;

        Kind(int rows) {
            this.rows = rows;
        }

        /** How many rows of the kind are kept. */
        public int rows() {
            return rows;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of it. */
    public enum Outcome {
        SUCCEEDED,
        REFUSED,
        FAILED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AuditEntry {
        actor = cut(actor, MAX_ACTOR);
        subject = cut(subject, MAX_SUBJECT);
        detail = cut(detail, MAX_DETAIL);
    }

    /** A change that was made. */
    public AuditEntry(
            Instant happenedAt, String actor, String operation, String subject, String detail) {
        this(happenedAt, Kind.CHANGE, actor, operation, subject, Outcome.SUCCEEDED, detail);
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }
}
