package dev.rbdgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds bugs: each of {@link Bugs} within a few seeds. */
final class BugsTest {

    /** Of the first seeds one at least catches it; docs/reliability.md says how many do. */
    private static final int SEEDS = 30;

    private static boolean isCaught(Bugs bug, long seed) {
        return !caught(bug, seed).isEmpty();
    }

    /** What the simulation says of a bug; empty if it does not find it. */
    private static String caught(Bugs bug, long seed) {
        try {
            new Simulation(seed, bug).run();
            return "";
        } catch (Undecided undecided) {
            return "";
        } catch (Violation caught) {
            return String.valueOf(caught.getMessage()).lines().findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(Bugs.class)
    void aBugIsFoundWithinAFewSeeds(Bugs bug) {
        boolean caught = false;
        for (long seed = 1; seed <= SEEDS && !caught; seed++) {
            caught = isCaught(bug, seed);
        }
        assertThat(caught).as("%s is found by one of %d seeds", bug, SEEDS).isTrue();
    }

    /** Prints how many of the first seeds catch each bug, and what the last of them says. */
    @Test
    @EnabledIfSystemProperty(named = "simulation.count", matches = "\\d+")
    void howManySeedsCatchEachBug() {
        int seeds = Integer.getInteger("simulation.count", 0);
        List<String> lines = new ArrayList<>();
        for (Bugs bug : Bugs.values()) {
            int found = 0;
            String last = "";
            for (long seed = 1; seed <= seeds; seed++) {
                String violation = caught(bug, seed);
                if (!violation.isEmpty()) {
                    found++;
                    last = violation;
                }
            }
            lines.add("| %s | %d of %d | %s |".formatted(bug, found, seeds, last));
        }
        System.out.println(String.join("\n", lines));
        assertThat(lines).hasSameSizeAs(Bugs.values());
    }
}
