package dev.rbdgate.bench.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.bench.contestant.Contestant;
import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.load.Latency;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadFailedException;
import dev.rbdgate.bench.load.LoadResult;
import dev.rbdgate.bench.load.Timing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private static final Load LOAD = Load.random(100, 1);
    private static final LoadResult RESULT =
            new LoadResult(
                    1000,
                    2,
                    500,
                    2_048_000,
                    new Latency(1000, 10, 9, 11, 12, 13, 14),
                    Latency.NONE,
                    Latency.NONE,
                    2000,
                    8_192_000,
                    5,
                    1,
                    OptionalDouble.of(0.5),
                    List.of(500, 500));

    /** A contestant without a process, whose load ends as the supplier says. */
    private record Fake(Supplier<LoadResult> ending) implements Contestant {

        @Override
        public void prepare(Load load) {
            // Nothing is read.
        }

        @Override
        public LoadResult run(Load load, Timing timing) {
            return ending.get();
        }

        @Override
        public Optional<ProcessUsage> usage() {
            return Optional.empty();
        }

        @Override
        public void checkAlive() {
            // It always is.
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private static Outcome take(Supplier<LoadResult> ending) {
        return Measurement.take("row", "fake", 1, () -> new Fake(ending), LOAD, new Timing(2, 1));
    }

    @Test
    void processorTimeIsDividedByAllOperationsOfTheLoad() {
        Outcome outcome = take(() -> RESULT);
        assertThat(outcome).isInstanceOf(Sample.class);
        Sample sample = (Sample) outcome;
        assertThat(sample.values())
                .containsEntry(Metric.PROCESSOR_PER_OPERATION, 250.0)
                .containsEntry(Metric.OPERATIONS_PER_SECOND, 500.0)
                .containsEntry(Metric.READ_P999, 13.0)
                .containsEntry(Metric.CLIENT_LOAD, 0.5)
                .doesNotContainKey(Metric.WRITE_P999)
                .doesNotContainKey(Metric.FLUSH_MAX);
    }

    @Test
    void aLoadThatFailsIsAFailureWithItsReason() {
        Outcome outcome =
                take(() -> {
                    throw new LoadFailedException("wrong content");
                });
        assertThat(outcome).isEqualTo(new Failure("row", "fake", 1, "wrong content"));
    }
}
