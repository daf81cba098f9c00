package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.history.Column;
import dev.rbdgate.gateway.history.History;
import dev.rbdgate.gateway.history.Rates;
import dev.rbdgate.gateway.watch.Watch;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The last hour, and the last second. */
@RestController
@RequestMapping(Answers.BASE)
class HistoryController {

    private static final int DEFAULT_STEP = 5;
    private static final int MAX_STEP = 600;

    private final Watch watch;

    HistoryController(Watch watch) {
        this.watch = watch;
    }

    /**
     * A part of the last hour, in columns of the same length.
     *
     * @param step seconds from one point to the next
     * @param times beginnings of the steps, in seconds since 1970
     * @param series by name; amounts per second, null where nothing was counted
     */
    record HistoryView(
            int step, List<Long> times, Map<String, List<@Nullable Float>> series) {}

    @Operation(
            summary =
                    "The last hour: rates, latencies, queue depth; averaged, or the worst, of each step.")
    @GetMapping("/history")
    HistoryView history(
            @RequestParam @Nullable Long after, @RequestParam @Nullable Integer step) {
        int seconds = step == null ? DEFAULT_STEP : step;
        if (seconds < 1 || seconds > MAX_STEP) {
            throw RefusedException.invalid("step", "a step has 1 to " + MAX_STEP + " seconds");
        }
        History.Excerpt excerpt =
                watch.sampler().history().since(after == null ? 0 : after, seconds);
        Map<String, List<@Nullable Float>> series = new TreeMap<>();
        for (Column column : Column.ALL) {
            series.put(column.label(), nullable(excerpt.columns().get(column)));
        }
        return new HistoryView(seconds, excerpt.times(), series);
    }

    /** JSON knows no NaN. */
    private static List<@Nullable Float> nullable(@Nullable List<Float> values) {
        return values == null
                ? List.of()
                : values.stream().<@Nullable Float>map(it -> it.isNaN() ? null : it).toList();
    }

    /** What one session does. */
    record SessionRate(
            long session,
            double operations,
            double readBytes,
            double writtenBytes,
            double errors) {
        static SessionRate of(long id, Rates.Rate rate) {
            return new SessionRate(
                    id,
                    rate.operations(),
                    rate.readBytes(),
                    rate.writtenBytes(),
                    rate.errors());
        }
    }

    /**
     * The last second, as amounts per second.
     *
     * @param sessions those that did something
     */
    record RatesView(Instant time, Rates.Rate total, List<SessionRate> sessions) {}

    @Operation(summary = "What is done now, in total and by whom: amounts per second.")
    @GetMapping("/rates")
    RatesView rates() {
        Rates rates = watch.sampler().rates();
        return new RatesView(
                rates.time(),
                rates.total(),
                rates.sessions().entrySet().stream()
                        .map(it -> SessionRate.of(it.getKey(), it.getValue()))
                        .toList());
    }
}
