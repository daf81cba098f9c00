package dev.rbdgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Many seeds in every test run; thousands on demand; a single one to be replayed. */
final class SimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 300);

    @Test
    void noSeedFindsAViolation() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            new Simulation(seed, Mutation.NONE).run();
        }
    }

    @Test
    void aSeedDecidesEverything() {
        for (long seed = FIRST; seed < FIRST + 10; seed++) {
            Simulation one = new Simulation(seed, Mutation.NONE);
            one.run();
            Simulation other = new Simulation(seed, Mutation.NONE);
            other.run();
            assertThat(other.world().traceHash()).isEqualTo(one.world().traceHash());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "simulation.seed", matches = "-?\\d+")
    void replay() {
        System.setProperty("simulation.trace", "true");
        new Simulation(Long.getLong("simulation.seed", 0), Mutation.NONE).run();
    }
}
