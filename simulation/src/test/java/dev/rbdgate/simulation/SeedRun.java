package dev.rbdgate.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Many seeds one after the other, all of them, whatever they find. Says on the way which were given
 * up, which failed, and how far it is; leaves what a failed one says in a file.
 */
final class SeedRun {

    /** From its module. */
    private static final Path TRACES = Path.of("target", "simulation");

    /** After so many seeds it says how far it is. */
    private static final int REPORTED = 100;

    private final long first;
    private final List<Long> givenUp = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final long begun = System.nanoTime();

    SeedRun(long first) {
        this.first = first;
    }

    void run(int seeds) {
        for (long seed = first; seed < first + seeds; seed++) {
            runOne(seed);
            if ((seed - first + 1) % REPORTED == 0) {
                System.out.println("simulation: " + summary(seed));
            }
        }
    }

    private void runOne(long seed) {
        try {
            new Simulation(seed, Mutation.NONE).run();
        } catch (Undecided e) {
            givenUp.add(seed);
            System.out.println("simulation: seed %d is given up: %s".formatted(seed, e));
        } catch (Violation e) {
            judge(seed, e);
        }
    }

    /**
     * A seed decides everything: what does not happen again was the JVM's doing, which on a busy
     * machine may take longer than it is given to wake what waited for a monitor.
     */
    private void judge(long seed, Violation first) {
        try {
            new Simulation(seed, Mutation.NONE).run();
            givenUp.add(seed);
            System.out.println(
                    "simulation: seed %d is given up: only once %s".formatted(seed, line(first)));
        } catch (Undecided e) {
            givenUp.add(seed);
            System.out.println(
                    "simulation: seed %d is given up: %s, after %s"
                            .formatted(seed, e, line(first)));
        } catch (Violation again) {
            failed.add(line(again));
            String message = String.valueOf(again.getMessage());
            System.out.println("simulation: " + failed.getLast() + ", see " + keep(seed, message));
        }
    }

    private static String line(Violation violation) {
        return String.valueOf(violation.getMessage()).lines().findFirst().orElseThrow();
    }

    private static Path keep(long seed, String message) {
        try {
            Files.createDirectories(TRACES);
            return Files.writeString(TRACES.resolve("seed-" + seed + ".txt"), message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String summary(long last) {
        return "seeds %d to %d in %d s: %d given up, %d failed; the next is -Dsimulation.first=%d"
                .formatted(
                        first,
                        last,
                        (System.nanoTime() - begun) / Time.SECOND,
                        givenUp.size(),
                        failed.size(),
                        last + 1);
    }

    /** What no seed decided. */
    List<Long> givenUp() {
        return List.copyOf(givenUp);
    }

    /** Of each seed that found something, what. */
    List<String> failed() {
        return List.copyOf(failed);
    }
}
