package dev.rbdgate.gateway.control;

/**
 * Something that wants an operator's attention as long as it lasts.
 *
 * @param kind what it is, such as {@code lun.not-ready}; the same for all of its kind
 * @param subject what it is about
 */
public record Alert(Severity severity, String kind, String subject, String detail) {

    /** How bad it is. */
    public enum Severity {
        /** Will hurt if nobody does anything. */
        WARNING,
        /** Hurts hosts now. */
        CRITICAL
    }
}
