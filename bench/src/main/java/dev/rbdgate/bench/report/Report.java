package dev.rbdgate.bench.report;

import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.row.Metric;
import dev.rbdgate.bench.row.Row;
import dev.rbdgate.bench.row.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the report: README.md, results.json and the plots. */
public final class Report {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What was tried to become faster is told beside the figures, by hand. */
    private static final String NOTES = "notes.md";

    private Report() {}

    /**
     * @param directory is made if it is not there; files of an earlier report are replaced
     */
    public static void write(Run run, Path directory) throws IOException {
        Files.createDirectories(directory);
        Map<String, String> plots = plots(run);
        for (Map.Entry<String, String> plot : plots.entrySet()) {
            Files.writeString(directory.resolve(plot.getKey()), plot.getValue());
        }
        Files.writeString(directory.resolve("results.json"), json(run) + "\n");
        boolean notes = Files.exists(directory.resolve(NOTES));
        Files.writeString(directory.resolve("README.md"), page(run, plots.keySet(), notes));
    }

    static Map<String, String> plots(Run run) {
        Map<String, String> plots = new LinkedHashMap<>();
        plots.put("ratios.svg", RatioPlot.of(run));
        List<Row> comparisons =
                run.rows().stream().filter(row -> run.contestants(row).size() > 1).toList();
        plots.put(
                "speed.svg",
                SpeedPlot.of(
                        run, comparisons, Metric.OPERATIONS_PER_SECOND, "operations per second"));
        plots.put(
                "latency.svg",
                SpeedPlot.of(run, comparisons, Metric.READ_P999, "99.9 % latency of reads"));
        List<Sample> series =
                run.outcomes().stream()
                        .filter(Sample.class::isInstance)
                        .map(Sample.class::cast)
                        .filter(sample -> sample.row().equals("first-seconds"))
                        .filter(sample -> !sample.per100Milliseconds().isEmpty())
                        .toList();
        if (!series.isEmpty()) {
            plots.put(
                    "first-seconds.svg",
                    SeriesPlot.of(series, "4 KiB random reads after a start, one line per round"));
        }
        return plots;
    }

    private static String json(Run run) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", run.machine().facts());
        all.put("plan", run.plan());
        all.put("outcomes", run.outcomes());
        return JSON.writeValueAsString(all);
    }

    static String page(Run run, Iterable<String> plots, boolean notes) {
        List<String> parts = new ArrayList<>();
        parts.add(
                """
                # Performance

                Written by `./rbdgate bench`; do not edit. Every contestant ran on the same machine and disk,
                by turns, only one under load at a time, in %d rounds of %s s after %s s of warm-up with another
                load. A ratio is formed within a round; the median of the rounds counts. Volumes of 1 GiB,
                written in full before, so reads come from the page cache. A sample of what was read was compared
                with what had been written. All figures: [results.json](results.json).
                """
                        .formatted(
                                run.plan().rounds(),
                                Figures.number(run.plan().seconds()),
                                Figures.number(run.plan().warmupSeconds())));
        if (notes) {
            parts.add("What was tried, with its numbers: [%1$s](%1$s).\n".formatted(NOTES));
        }
        parts.add("## Goals\n\n" + GoalTable.of(run));
        plots.forEach(plot -> parts.add("![%1$s](%1$s)\n".formatted(plot)));
        parts.add("## Figures\n\nMedians of the rounds.\n");
        for (Row row : run.rows()) {
            parts.add(
                    "### %s\n\n`%s`\n\n%s"
                            .formatted(row.title(), row.name(), RowTable.of(run, row)));
        }
        parts.add("## Machine\n\n" + machine(run));
        parts.add("## Contestants\n\n" + contestants());
        return String.join("\n", parts);
    }

    private static String machine(Run run) {
        Table table = new Table("what", "value");
        run.machine().facts().forEach(table::add);
        run.outcomes().stream()
                .filter(Sample.class::isInstance)
                .mapToDouble(outcome -> ((Sample) outcome).steal())
                .max()
                .ifPresent(steal ->
                        table.add(
                                "processor time stolen by the hypervisor, worst run",
                                "%.1f %%".formatted(steal * 100)));
        long failures = run.outcomes().stream().filter(one -> !(one instanceof Sample)).count();
        table.add("runs that failed", "%d of %d".formatted(failures, run.outcomes().size()));
        return table.toString();
    }

    private static String contestants() {
        Table table = new Table("name", "what it is");
        Arrays.stream(Kind.values()).forEach(kind -> table.add(kind.label(), kind.description()));
        return table.toString();
    }

    /** One line for the terminal: how many goals were reached. */
    public static String summary(Run run) {
        List<Verdict> all = run.rows().stream().flatMap(row -> run.verdicts(row).stream()).toList();
        long reached =
                all.stream()
                        .filter(one -> one instanceof Verdict.Judged judged && judged.reached())
                        .count();
        long refused = all.stream().filter(Verdict.Refused.class::isInstance).count();
        return "%d of %d goals reached, %d without a figure"
                .formatted(reached, all.size(), refused);
    }

    /** The goals, for the terminal. */
    public static String goals(Run run) {
        return GoalTable.of(run);
    }
}
