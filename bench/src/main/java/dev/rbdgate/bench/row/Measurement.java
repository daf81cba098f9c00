package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Contestant;
import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.lab.SystemTimes;
import dev.rbdgate.bench.load.Latency;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadFailedException;
import dev.rbdgate.bench.load.LoadResult;
import dev.rbdgate.bench.load.Timing;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** One load on one contestant, with what the kernel counts for its process meanwhile. */
final class Measurement {

    private static final double MIB = 1 << 20;

    private Measurement() {}

    /** Takes a sample; what goes wrong becomes a {@link Failure}. */
    static Outcome take(
            String row,
            String label,
            int round,
            Supplier<Contestant> contestant,
            Load load,
            Timing timing) {
        try {
            Contestant ready = contestant.get();
            ready.prepare(load);
            return measured(row, label, round, ready, load, timing);
        } catch (LoadFailedException | LabException e) {
            return new Failure(row, label, round, String.valueOf(e.getMessage()));
        } finally {
            if (load.writes()) {
                // What one has written is not to be written back during the other's turn.
                var _ = Command.run("sync").ok();
            }
        }
    }

    private static Sample measured(
            String row, String label, int round, Contestant contestant, Load load, Timing timing) {
        Optional<ProcessUsage> usage = contestant.usage();
        usage.ifPresent(ProcessUsage::resetPeak);
        double processorBefore = usage.map(ProcessUsage::processorSeconds).orElse(0.0);
        SystemTimes before = SystemTimes.now();
        LoadResult result = contestant.run(load, timing);
        double steal = SystemTimes.now().stealSince(before);
        Map<Metric, Double> values = values(result);
        OptionalDouble processor =
                usage.isPresent()
                        ? OptionalDouble.of(usage.get().processorSeconds() - processorBefore)
                        : result.serverProcessorSeconds();
        processor.ifPresent(seconds -> addProcessor(values, seconds, result));
        usage.ifPresent(
                process -> values.put(Metric.PEAK_MEMORY, process.peakResidentBytes() / MIB));
        return new Sample(row, label, round, values, steal, result.per100Milliseconds());
    }

    /** The figures of a load itself. */
    static Map<Metric, Double> values(LoadResult result) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.OPERATIONS_PER_SECOND, result.operationsPerSecond());
        values.put(Metric.BYTES_PER_SECOND, result.bytesPerSecond());
        if (result.seconds() > 0) {
            values.put(Metric.CLIENT_LOAD, result.clientProcessorSeconds() / result.seconds());
        }
        Latency read = result.read();
        if (read.count() > 0) {
            values.put(Metric.READ_MEDIAN, read.p50());
            values.put(Metric.READ_P99, read.p99());
            values.put(Metric.READ_P999, read.p999());
        }
        Latency write = result.write();
        if (write.count() > 0) {
            values.put(Metric.WRITE_MEDIAN, write.p50());
            values.put(Metric.WRITE_P99, write.p99());
            values.put(Metric.WRITE_P999, write.p999());
        }
        Latency flush = result.flush();
        if (flush.count() > 0) {
            values.put(Metric.FLUSH_MEDIAN, flush.p50());
            values.put(Metric.FLUSH_MAX, flush.max());
        }
        return values;
    }

    private static void addProcessor(
            Map<Metric, Double> values, double seconds, LoadResult result) {
        if (result.allOperations() > 0 && result.allBytes() > 0) {
            values.put(Metric.PROCESSOR_PER_OPERATION, seconds / result.allOperations() * 1e6);
            values.put(Metric.PROCESSOR_PER_BYTE, seconds / result.allBytes() * 1e9);
        }
    }
}
