package dev.rbdgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallMetricsTest {

    @Test
    void operationsOfAClusterAreToldByKindWithTheirTimesAndErrors() throws IOException {
        assertThat(ClusterCalls.scrape().lines())
                .contains(
                        "rbdgate_store_operation_seconds_bucket{op=\"write\",le=\"0.001\"} 2",
                        "rbdgate_store_operation_seconds_bucket{op=\"write\",le=\"30.0\"} 2",
                        "rbdgate_store_operation_seconds_bucket{op=\"write\",le=\"+Inf\"} 3",
                        "rbdgate_store_operation_seconds_sum{op=\"write\"} 40.0",
                        "rbdgate_store_operation_errors_total{error=\"ENOSPC\",op=\"write\"} 1.0");
    }

    @Test
    void ofAStoreThatAsksNobodyNothingIsTold() {
        assertThat(CallMetrics.of(List.of())).isEmpty();
    }
}
