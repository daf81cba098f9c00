package dev.rbdgate.gateway.control;

/**
 * The answer to an idempotent creation.
 *
 * @param created false if it was there already, just as asked for
 */
public record Result<T>(T value, boolean created) {}
