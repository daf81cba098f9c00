package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Sample;
import java.util.List;

/** Operations in each tenth of a second, one line per sample. */
final class SeriesPlot {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 320;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 280;
    private static final int TEXT = 11;
    private static final int TICKS_PER_SECOND = 10;
    private static final int MARKS = 4;
    private static final String GRID = "#ccc";

    private SeriesPlot() {}

    static String of(List<Sample> samples, String title) {
        int ticks =
                samples.stream().mapToInt(one -> one.per100Milliseconds().size()).max().orElse(1);
        int most =
                samples.stream()
                        .flatMap(one -> one.per100Milliseconds().stream())
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(1);
        Svg svg = new Svg(WIDTH, HEIGHT);
        svg.text(10, TOP / 2.0, "start", 13, title);
        for (int mark = 0; mark <= MARKS; mark++) {
            double value = (double) most * mark / MARKS;
            double y = y(value, most);
            svg.line(LEFT, y, WIDTH - RIGHT, y, GRID, 1);
            svg.text(
                    LEFT - 6.0,
                    y + 4,
                    "end",
                    TEXT,
                    Figures.number(value * TICKS_PER_SECOND) + "/s");
        }
        for (int second = 0; second * TICKS_PER_SECOND <= ticks; second++) {
            double x = x(second * TICKS_PER_SECOND, ticks);
            svg.text(x, BOTTOM + 18.0, "middle", TEXT, second + " s");
        }
        for (int number = 0; number < samples.size(); number++) {
            draw(svg, samples.get(number).per100Milliseconds(), ticks, most, Svg.colour(number));
        }
        return svg.toString();
    }

    private static void draw(Svg svg, List<Integer> series, int ticks, int most, String colour) {
        for (int at = 1; at < series.size(); at++) {
            svg.line(
                    x(at - 1, ticks),
                    y(series.get(at - 1), most),
                    x(at, ticks),
                    y(series.get(at), most),
                    colour,
                    1.5);
        }
    }

    private static double x(int tick, int ticks) {
        return LEFT + (double) tick / ticks * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, int most) {
        return BOTTOM - value / most * (BOTTOM - TOP);
    }
}
