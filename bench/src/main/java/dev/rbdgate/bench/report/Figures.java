package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Metric;
import java.util.Locale;

/** Figures in words, in units that a reader likes. */
final class Figures {

    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;

    private Figures() {}

    static String of(Metric metric, double value) {
        return switch (metric.unit()) {
            case "B/s" -> number(value / MEGA) + " MB/s";
            case "µs" -> microseconds(value);
            case "" -> number(value);
            case "/s" -> number(value) + "/s";
            default -> number(value) + " " + metric.unit();
        };
    }

    private static String microseconds(double value) {
        if (value >= MEGA) {
            return number(value / MEGA) + " s";
        }
        return value >= 10 * KILO ? number(value / KILO) + " ms" : number(value) + " µs";
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** About three digits, and thousands apart. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
