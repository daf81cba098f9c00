package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Goal;
import dev.rbdgate.bench.row.Row;
import java.util.ArrayList;
import java.util.List;

/** All ratios with their spread, each beside the bound it has to keep to. */
final class RatioPlot {

    private static final int WIDTH = 960;
    private static final int LEFT = 560;
    private static final int RIGHT = 40;
    private static final int TOP = 40;
    private static final int LINE = 24;
    private static final int TEXT = 11;
    private static final String GRID = "#ccc";
    private static final String BOUND = "#333";

    /** Beyond this a ratio is drawn at the edge. */
    private static final double MOST = 4;

    private RatioPlot() {}

    private record Bar(String title, Goal goal, Spread spread, boolean reached) {}

    static String of(Run run) {
        List<Bar> bars = bars(run);
        Svg svg = new Svg(WIDTH, TOP + LINE * bars.size() + 2 * LINE);
        svg.text(
                10,
                TOP / 2.0,
                "start",
                13,
                "ratios: median (bar), least to greatest (thin line), bound (tick); orange misses it");
        double bottom = TOP + LINE * bars.size();
        for (int mark = 0; mark <= MOST; mark++) {
            svg.line(x(mark), TOP, x(mark), bottom, GRID, 1);
            svg.text(x(mark), bottom + LINE * 0.7, "middle", TEXT, String.valueOf(mark));
        }
        double y = TOP;
        for (Bar bar : bars) {
            draw(svg, bar, y);
            y += LINE;
        }
        return svg.toString();
    }

    private static List<Bar> bars(Run run) {
        List<Bar> bars = new ArrayList<>();
        for (Row row : run.rows()) {
            for (Verdict verdict : run.verdicts(row)) {
                if (verdict instanceof Verdict.Judged judged
                        && judged.goal() instanceof Goal.Ratio goal) {
                    String title = row.name() + ": " + GoalTable.subject(goal);
                    bars.add(new Bar(title, goal, judged.spread(), judged.reached()));
                }
            }
        }
        return bars;
    }

    private static void draw(Svg svg, Bar bar, double y) {
        double middle = y + LINE / 2.0;
        svg.text(LEFT - 8.0, middle + TEXT / 3.0, "end", TEXT, bar.title());
        String colour = Svg.colour(bar.reached() ? 0 : 1);
        svg.rectangle(LEFT, y + 5, x(bar.spread().median()) - LEFT, LINE - 10, colour);
        svg.line(x(bar.spread().min()), middle, x(bar.spread().max()), middle, BOUND, 1);
        double bound = x(bar.goal().bound().value());
        svg.line(bound, y + 2, bound, y + LINE - 2, BOUND, 2.5);
    }

    private static double x(double ratio) {
        return LEFT + Math.min(ratio, MOST) / MOST * (WIDTH - LEFT - RIGHT);
    }
}
