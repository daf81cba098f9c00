package dev.rbdgate.bench.row;

/**
 * How much is measured.
 *
 * @param rounds of every comparison
 * @param seconds of every measured load
 * @param warmupSeconds of another load on each contestant after its start
 * @param units in the row about growth
 */
public record Plan(int rounds, double seconds, double warmupSeconds, int units) {

    /** As the goals ask for it. */
    public static final Plan FULL = new Plan(3, 3, 8, 4096);

    /** To see that everything works: the figures mean little. */
    public static final Plan QUICK = new Plan(1, 0.5, 1, 64);
}
