package dev.rbdgate.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rbdgate.block.Latency;
import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.CallTimes;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a gateway on a cluster tells of it, without a cluster. */
final class ClusterCalls {

    private ClusterCalls() {}

    /** Three writes, of which one failed, and a scrape of nothing but them. */
    static String scrape() throws IOException {
        List<Long> buckets = new ArrayList<>(Collections.nCopies(Latency.BUCKETS, 0L));
        buckets.set(Latency.bucket(TimeUnit.MILLISECONDS.toNanos(1)), 2L);
        buckets.set(Latency.BUCKETS - 1, 1L);
        CallTimes writes =
                new CallTimes(
                        CallKind.WRITE,
                        buckets,
                        TimeUnit.SECONDS.toNanos(40),
                        Map.of("ENOSPC", 1L));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create()
                .write(out, new MetricSnapshots(CallMetrics.of(List.of(writes))));
        return out.toString(UTF_8);
    }
}
