package dev.rbdgate.bench.row;

/** What a row is to reach. Contestants are named by their labels within the row. */
public sealed interface Goal {

    Metric metric();

    String contestant();

    Bound bound();

    /** One contestant's figure divided by another's of the same round; the median counts. */
    record Ratio(Metric metric, String contestant, String against, Bound bound) implements Goal {}

    /** One contestant's own figure, in the metric's unit; the median counts. */
    record Figure(Metric metric, String contestant, Bound bound) implements Goal {}
}
