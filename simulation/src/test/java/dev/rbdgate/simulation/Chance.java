package dev.rbdgate.simulation;

import java.util.List;
import java.util.Random;

/** All chance there is in a run: drawn from its seed, in the order in which things happen. */
final class Chance {

    private final Random random;

    Chance(long seed) {
        // Neighbouring seeds of Random begin alike.
        random = new Random(seed * 0x9e3779b97f4a7c15L + 0x632be59bd9b4e019L);
    }

    Random random() {
        return random;
    }

    long bits() {
        return random.nextLong();
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    boolean percent(int share) {
        return random.nextInt(100) < share;
    }

    /** A number from 0 up to, without, {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from {@code least} up to and with {@code most}. */
    long between(long least, long most) {
        return random.nextLong(least, most + 1);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Any of the times up to {@code most}, short ones more often than long ones. */
    long duration(long least, long most) {
        double ratio = (double) most / least;
        return (long) (least * Math.pow(ratio, random.nextDouble()));
    }
}
