package dev.rbdgate.bench.load;

/**
 * How long a load lasts, and its choices.
 *
 * @param seconds measured; not used by a load of a given count
 * @param seed of the random places
 */
public record Timing(double seconds, long seed) {}
