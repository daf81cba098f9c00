package dev.rbdgate.gateway.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The last hour, one sample a second, in arrays that are made once. Thread-safe. */
public final class History {

    /** How far back it reaches. */
    public static final Duration REACH = Duration.ofHours(1);

    private static final int SAMPLES = (int) REACH.toSeconds();

    private final long[] times = new long[SAMPLES];
    private final Map<Column, float[]> values = new EnumMap<>(Column.class);

    /** Samples until now; the newest is at the place of {@code count - 1}. */
    private long count;

    History() {
        Column.ALL.forEach(it -> values.put(it, new float[SAMPLES]));
    }

    /**
     * A part of the history.
     *
     * @param stepSeconds from one point to the next, where nothing is missing
     * @param times of the points, in seconds since 1970; each stands for the step that begins then
     * @param columns NaN where nothing was counted
     */
    public record Excerpt(int stepSeconds, List<Long> times, Map<Column, List<Float>> columns) {}

    /**
     * Takes in a second; the oldest is forgotten.
     *
     * @param time seconds since 1970, later than the one before
     * @param sample NaN for what is not known
     */
    synchronized void add(long time, ToDoubleFunction<Column> sample) {
        int place = place(count);
        times[place] = time;
        values.forEach((column, of) -> of[place] = (float) sample.applyAsDouble(column));
        count++;
    }

    /**
     * The samples of a time, those of each step made into one point. A step that is not over is
     * left out.
     *
     * @param after only points later than this, in seconds since 1970
     * @param stepSeconds 1 or more
     */
    public synchronized Excerpt since(long after, int stepSeconds) {
        List<Long> points = new ArrayList<>();
        Map<Column, List<Float>> columns = new EnumMap<>(Column.class);
        Column.ALL.forEach(it -> columns.put(it, new ArrayList<>()));
        long newest = count == 0 ? 0 : times[place(count - 1)];
        long index = Math.max(0, count - SAMPLES);
        while (index < count) {
            long step = Math.floorDiv(times[place(index)], stepSeconds);
            long end = index;
            while (end < count && Math.floorDiv(times[place(end)], stepSeconds) == step) {
                end++;
            }
            long start = step * stepSeconds;
            if (start > after && start + stepSeconds - 1 <= newest) {
                points.add(start);
                long from = index;
                long to = end;
                values.forEach((column, of) ->
                        columns.computeIfAbsent(column, _ -> new ArrayList<>())
                                .add(merged(column.merge(), of, from, to)));
            }
            index = end;
        }
        return new Excerpt(stepSeconds, points, columns);
    }

    private static float merged(Column.Merge merge, float[] values, long from, long to) {
        float sum = 0;
        float most = Float.NaN;
        int known = 0;
        for (long index = from; index < to; index++) {
            float value = values[place(index)];
            if (!Float.isNaN(value)) {
                sum += value;
                most = known == 0 ? value : Math.max(most, value);
                known++;
            }
        }
        return switch (merge) {
            case MEAN -> known == 0 ? Float.NaN : sum / known;
            case MAX -> most;
        };
    }

    private static int place(long index) {
        return (int) (index % SAMPLES);
    }
}
