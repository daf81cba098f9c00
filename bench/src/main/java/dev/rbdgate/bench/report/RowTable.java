package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Failure;
import dev.rbdgate.bench.row.Metric;
import dev.rbdgate.bench.row.Outcome;
import dev.rbdgate.bench.row.Row;
import dev.rbdgate.bench.row.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a row's contestants gave: the median of each figure over the rounds. */
final class RowTable {

    private RowTable() {}

    static String of(Run run, Row row) {
        List<Outcome> outcomes = run.of(row);
        List<Metric> metrics =
                Arrays.stream(Metric.values())
                        .filter(metric -> outcomes.stream().anyMatch(one -> has(one, metric)))
                        .toList();
        List<String> headings =
                Stream.concat(Stream.of("contestant"), metrics.stream().map(Metric::title))
                        .toList();
        Table table = new Table(headings.toArray(String[]::new));
        for (String contestant : run.contestants(row)) {
            table.add(cells(outcomes, contestant, metrics));
        }
        return table.toString();
    }

    private static boolean has(Outcome outcome, Metric metric) {
        return outcome instanceof Sample sample && sample.values().containsKey(metric);
    }

    private static String[] cells(List<Outcome> outcomes, String contestant, List<Metric> metrics) {
        boolean failed =
                outcomes.stream()
                        .anyMatch(one ->
                                one instanceof Failure && one.contestant().equals(contestant));
        String[] cells = new String[metrics.size() + 1];
        cells[0] = contestant + (failed ? " (failed)" : "");
        for (int column = 0; column < metrics.size(); column++) {
            Metric metric = metrics.get(column);
            var figures = Judge.figures(outcomes, contestant, metric).values();
            cells[column + 1] =
                    figures.isEmpty() || failed
                            ? ""
                            : Figures.of(metric, Spread.of(figures).median());
        }
        return cells;
    }
}
