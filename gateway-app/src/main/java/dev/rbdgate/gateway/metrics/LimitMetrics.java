package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.control.UnitThrottle;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.stream.Stream;

/** What limits hold back, by image: one that is mapped twice has one limit. */
final class LimitMetrics {

    private LimitMetrics() {}

    static List<MetricSnapshot> of(List<UnitThrottle> throttles) {
        Family.Counter delayed =
                new Family.Counter(
                        "rbdgate_limit_delayed_operations",
                        "Reads and writes of an image that its limits held back");
        Family.Counter seconds =
                new Family.Counter(
                        "rbdgate_limit_delay_seconds",
                        "How long reads and writes of an image were held back");
        Family.Counter refused =
                new Family.Counter(
                        "rbdgate_limit_refused_operations",
                        "Reads and writes answered BUSY, since too much waited for the limits");
        Family.Gauge waiting =
                new Family.Gauge(
                        "rbdgate_limit_waiting_operations",
                        "Reads and writes of an image that its limits hold back now");
        for (UnitThrottle throttle : throttles) {
            Labels labels = Labels.of("image", throttle.image());
            delayed.add(labels, throttle.delayed());
            seconds.add(labels, throttle.delayNanos() / Family.NANOS_PER_SECOND);
            refused.add(labels, throttle.refused());
            waiting.add(labels, throttle.waiting());
        }
        return Stream.<Family>of(delayed, seconds, refused, waiting).map(Family::snapshot).toList();
    }
}
