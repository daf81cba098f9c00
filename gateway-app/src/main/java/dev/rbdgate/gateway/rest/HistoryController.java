package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.history.Column;
import dev.rbdgate.gateway.history.History;
import dev.rbdgate.gateway.history.Rates;
import dev.rbdgate.gateway.traffic.UnitKey;
import dev.rbdgate.gateway.watch.Watch;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
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

    private final Gateway gateway;
    private final Watch watch;

    HistoryController(Gateway gateway, Watch watch) {
        this.gateway = gateway;
        this.watch = watch;
    }

    /**
     * A part of the last hour, in columns of the same length.
     *
     * @param step seconds from one point to the next
     * @param times beginnings of the steps, in seconds since 1970
     * @param series by name; amounts per second, null where nothing was counted
     */
    record HistoryView(int step, List<Long> times, Map<String, List<@Nullable Float>> series) {}

    @Operation(
            summary =
                    "The last hour: rates, latencies, queue depth; averaged, or the worst, of each step.")
    @GetMapping("/history")
    HistoryView history(@RequestParam @Nullable Long after, @RequestParam @Nullable Integer step) {
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

    /**
     * Amounts per second.
     *
     * @param operations commands of any kind
     * @param readP99 seconds that 99 % of the reads stayed below; null if there were none
     */
    record RateView(
            double operations,
            double readOperations,
            double writeOperations,
            double readBytes,
            double writtenBytes,
            double errors,
            @Nullable Double readP99,
            @Nullable Double writeP99) {
        static RateView of(Rates.Rate rate) {
            return new RateView(
                    rate.operations(),
                    rate.readOperations(),
                    rate.writeOperations(),
                    rate.readBytes(),
                    rate.writtenBytes(),
                    rate.errors(),
                    nullable(rate.readP99()),
                    nullable(rate.writeP99()));
        }

        private static @Nullable Double nullable(OptionalDouble value) {
            return value.isPresent() ? (Double) value.getAsDouble() : null;
        }
    }

    /** What one LUN does. */
    record LunRate(String target, int lun, @Nullable String image, RateView rate) {}

    /** What one session does. */
    record SessionRate(long session, RateView rate) {}

    /**
     * The last second.
     *
     * @param running commands that ran or waited at its end
     * @param luns the busiest, those first that did most
     * @param sessions as the LUNs
     */
    record RatesView(
            Instant time,
            RateView total,
            long running,
            List<LunRate> luns,
            List<SessionRate> sessions) {}

    @Operation(summary = "What is done now, in total, by LUN and by session, the busiest first.")
    @GetMapping("/rates")
    RatesView rates(@RequestParam @Nullable Integer limit) {
        int most = Paging.of(limit, null).limit();
        Rates rates = watch.sampler().rates();
        return new RatesView(
                rates.time(),
                RateView.of(rates.total()),
                rates.running(),
                busiest(rates.units(), most)
                        .map(it -> lun(it.getKey(), RateView.of(it.getValue())))
                        .toList(),
                busiest(rates.sessions(), most)
                        .map(it -> new SessionRate(it.getKey(), RateView.of(it.getValue())))
                        .toList());
    }

    private static <K> Stream<Map.Entry<K, Rates.Rate>> busiest(
            Map<K, Rates.Rate> rates, int most) {
        return rates.entrySet().stream()
                .sorted(
                        Comparator.comparingDouble(
                                        (Map.Entry<K, Rates.Rate> it) -> it.getValue().operations())
                                .reversed())
                .limit(most);
    }

    private LunRate lun(UnitKey key, RateView rate) {
        @Nullable String image =
                gateway.mapping()
                        .target(key.target())
                        .map(it -> it.luns().get(key.lun()))
                        .map(it -> it.image().path())
                        .orElse(null);
        return new LunRate(key.target(), key.lun(), image, rate);
    }
}
