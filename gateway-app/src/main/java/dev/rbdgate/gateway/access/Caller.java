package dev.rbdgate.gateway.access;

/**
 * Who has proven to be somebody.
 *
 * @param name for the audit log
 */
public record Caller(String name, Role role) {

    /** Who holds the token of the data directory. */
    public static final String ADMIN = "admin";
}
