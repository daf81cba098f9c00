package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Metric;
import dev.rbdgate.bench.row.Row;
import java.util.ArrayList;
import java.util.List;

/** One metric of every contestant in the rows that are compared, bars beside each other. */
final class SpeedPlot {

    private static final int WIDTH = 960;
    private static final int LEFT = 330;
    private static final int RIGHT = 140;
    private static final int TOP = 40;
    private static final int BAR = 14;
    private static final int GAP = 14;
    private static final int TEXT = 11;

    private SpeedPlot() {}

    private record Bar(String contestant, double value) {}

    /** Empty when no row has the metric. */
    static String of(Run run, List<Row> rows, Metric metric, String title) {
        Svg svg = new Svg(WIDTH, height(run, rows, metric));
        svg.text(10, TOP / 2.0, "start", 13, title);
        double y = TOP;
        for (Row row : rows) {
            List<Bar> bars = bars(run, row, metric);
            double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
            for (int number = 0; number < bars.size(); number++) {
                Bar bar = bars.get(number);
                double wide = bar.value() / most * (WIDTH - LEFT - RIGHT);
                svg.rectangle(LEFT, y, wide, BAR - 2, Svg.colour(number));
                svg.text(
                        LEFT - 6.0,
                        y + BAR - 4,
                        "end",
                        TEXT,
                        (number == 0 ? row.name() + ", " : "") + bar.contestant());
                svg.text(
                        LEFT + wide + 4,
                        y + BAR - 4,
                        "start",
                        TEXT,
                        Figures.of(metric, bar.value()));
                y += BAR;
            }
            y += bars.isEmpty() ? 0 : GAP;
        }
        return svg.toString();
    }

    private static int height(Run run, List<Row> rows, Metric metric) {
        return TOP
                + rows.stream()
                        .mapToInt(row -> bars(run, row, metric).size())
                        .map(bars -> bars * BAR + (bars == 0 ? 0 : GAP))
                        .sum();
    }

    private static List<Bar> bars(Run run, Row row, Metric metric) {
        List<Bar> bars = new ArrayList<>();
        for (String contestant : run.contestants(row)) {
            var figures = Judge.figures(run.of(row), contestant, metric).values();
            if (!figures.isEmpty()) {
                bars.add(new Bar(contestant, Spread.of(figures).median()));
            }
        }
        return bars;
    }
}
