package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.lab.LabException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Resident memory of the gateway: after its start, and the most that any load before has made. */
record Memory(String name, String title, double idleMib, double peakMib) implements Row {

    @Override
    public List<Goal> goals() {
        String rbdgate = Kind.RBDGATE.label();
        return List.of(
                new Goal.Figure(Metric.IDLE_MEMORY, rbdgate, Bound.atMost(idleMib)),
                new Goal.Figure(Metric.PEAK_MEMORY, rbdgate, Bound.atMost(peakMib)));
    }

    @Override
    public void run(Lab lab) {
        String label = Kind.RBDGATE.label();
        try {
            var _ = lab.contestant(Kind.RBDGATE);
            OptionalDouble idle = lab.idleMemory(Kind.RBDGATE);
            OptionalDouble peak =
                    lab.recorder().outcomes().stream()
                            .filter(outcome -> outcome.contestant().startsWith(label))
                            .filter(Sample.class::isInstance)
                            .map(outcome -> ((Sample) outcome).values().get(Metric.PEAK_MEMORY))
                            .filter(value -> value != null)
                            .mapToDouble(Double::doubleValue)
                            .max();
            if (idle.isEmpty() || peak.isEmpty()) {
                throw new LabException("no load on rbdgate before this row");
            }
            Map<Metric, Double> values =
                    Map.of(
                            Metric.IDLE_MEMORY,
                            idle.getAsDouble(),
                            Metric.PEAK_MEMORY,
                            peak.getAsDouble());
            lab.recorder().add(new Sample(name, label, 1, values, 0, List.of()));
        } catch (LabException e) {
            lab.recorder().add(new Failure(name, label, 1, String.valueOf(e.getMessage())));
        }
    }
}
