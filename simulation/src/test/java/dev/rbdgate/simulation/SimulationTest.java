package dev.rbdgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Many seeds in every test run, thousands on demand, and a single one to be replayed. */
final class SimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 50);

    /** Of so many seeds one may be given up as {@link Undecided}. */
    private static final int ONE_UNDECIDED_OF = 10;

    @Test
    void noSeedFindsAViolation() {
        SeedRun run = new SeedRun(FIRST);
        run.run(SEEDS);
        assertThat(run.failed()).as("what seeds found").isEmpty();
        assertThat(run.givenUp())
                .as("seeds given up")
                .hasSizeLessThanOrEqualTo(SEEDS / ONE_UNDECIDED_OF);
    }

    @Test
    void aSeedDecidesEverything() {
        for (long seed = FIRST; seed < FIRST + 5; seed++) {
            Simulation one = new Simulation(seed, Mutation.NONE);
            one.run();
            Simulation other = new Simulation(seed, Mutation.NONE);
            other.run();
            assertThat(other.world().traceHash()).isEqualTo(one.world().traceHash());
            assertThat(other.world().eventCount()).isEqualTo(one.world().eventCount());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "simulation.seed", matches = "-?\\d+")
    void replay() {
        System.setProperty("simulation.trace", "true");
        String bug = System.getProperty("simulation.bug", "");
        Mutation mutation = bug.isEmpty() ? Mutation.NONE : Bugs.valueOf(bug);
        new Simulation(Long.getLong("simulation.seed", 0), mutation).run();
    }
}
