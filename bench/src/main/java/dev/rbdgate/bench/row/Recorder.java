package dev.rbdgate.bench.row;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Keeps how every run ended, and tells it as it comes. */
public final class Recorder {

    private final PrintStream progress;
    private final List<Outcome> outcomes = new ArrayList<>();

    public Recorder(PrintStream progress) {
        this.progress = progress;
    }

    public void add(Outcome outcome) {
        outcomes.add(outcome);
        progress.println(line(outcome));
    }

    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    private static String line(Outcome outcome) {
        String head =
                "%-22s %-22s %d  ".formatted(outcome.row(), outcome.contestant(), outcome.round());
        return head
                + switch (outcome) {
                    case Sample sample -> figures(sample);
                    case Failure failure -> "FAILED: " + failure.reason();
                };
    }

    private static String figures(Sample sample) {
        return sample.values().entrySet().stream()
                .map(entry -> figure(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("  "));
    }

    private static String figure(Metric metric, double value) {
        return "%s=%.4g".formatted(metric.name().toLowerCase(Locale.ROOT), value);
    }
}
