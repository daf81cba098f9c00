package dev.rbdgate.rbd.image;

import java.util.Random;

/** Chance that can be had again: {@code -Dseed=} repeats a run. */
final class Seed {
    private Seed() {}

    static Random random() {
        Long given = Long.getLong("seed");
        long seed = given == null ? System.nanoTime() : given;
        System.out.println("-Dseed=" + seed);
        return new Random(seed);
    }
}
