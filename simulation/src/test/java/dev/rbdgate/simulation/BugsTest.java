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
        try {
            new Simulation(seed, bug).run();
            return false;
        } catch (Undecided undecided) {
            return false;
        } catch (Violation caught) {
            return true;
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

    /** Prints how many of the first seeds catch each bug. */
    @Test
    @EnabledIfSystemProperty(named = "simulation.count", matches = "\\d+")
    void howManySeedsCatchEachBug() {
        int seeds = Integer.getInteger("simulation.count", 0);
        List<String> lines = new ArrayList<>();
        for (Bugs bug : Bugs.values()) {
            int caught = 0;
            for (long seed = 1; seed <= seeds; seed++) {
                caught += isCaught(bug, seed) ? 1 : 0;
            }
            lines.add("| %s | %d of %d |".formatted(bug, caught, seeds));
        }
        System.out.println(String.join("\n", lines));
        assertThat(lines).hasSameSizeAs(Bugs.values());
    }
}
