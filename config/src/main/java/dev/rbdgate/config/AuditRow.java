package dev.rbdgate.config;

/**
 * An entry of the audit log where it stands.
 *
 * @param id ascending in the order of writing
 */
public record AuditRow(long id, AuditEntry entry) {}
