package dev.rbdgate.gateway.access;

/**
 * A line of the table.
 *
 * @param pattern of paths, as the endpoint's mapping has it
 * @param role the least that is needed
 * @param action its name in the audit log
 */
public record Permission(String method, String pattern, Role role, String action) {}
