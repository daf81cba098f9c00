package dev.rbdgate.gateway.metrics;

import dev.rbdgate.rbd.store.CallTimes;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * What a store asks of a cluster, by kind of operation. There is nothing to tell of the embedded
 * store, which asks nobody.
 */
final class CallMetrics {

    private CallMetrics() {}

    static List<MetricSnapshot> of(List<CallTimes> calls) {
        if (calls.isEmpty()) {
            return List.of();
        }
        Family.Histogram times =
                new Family.Histogram(
                        "rbdgate_store_operation_seconds",
                        "Time that the Ceph cluster takes to answer an operation");
        Family.Counter errors =
                new Family.Counter(
                        "rbdgate_store_operation_errors",
                        "Operations of the Ceph cluster that failed, by error; some belong to"
                                + " normal work, as ENOENT of a thin image's objects");
        for (CallTimes call : calls) {
            Labels labels = Labels.of("op", call.kind().label());
            times.add(
                    labels,
                    call.buckets().stream().mapToLong(Long::longValue).toArray(),
                    call.nanos() / Family.NANOS_PER_SECOND);
            call.errors().forEach((error, count) -> errors.add(labels.add("error", error), count));
        }
        return List.of(times.snapshot(), errors.snapshot());
    }
}
