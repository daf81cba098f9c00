package dev.rbdgate.simulation;

/** Lengths of virtual time in nanoseconds. */
final class Time {

    static final long MICROSECOND = 1_000;
    static final long MILLISECOND = 1_000 * MICROSECOND;
    static final long SECOND = 1_000 * MILLISECOND;

    private Time() {}
}
