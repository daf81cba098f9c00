package dev.rbdgate.gateway.metrics;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.traffic.Traffic;
import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/** Our metrics as of the moment they are asked for. */
final class GatewayCollector implements MultiCollector {

    private final Gateway gateway;
    private final Traffic traffic;

    GatewayCollector(Gateway gateway, Traffic traffic) {
        this.gateway = gateway;
        this.traffic = traffic;
    }

    @Override
    public MetricSnapshots collect() {
        TrafficSnapshot snapshot = traffic.snapshot();
        Mapping mapping = gateway.mapping();
        List<MetricSnapshot> metrics = new ArrayList<>(SystemMetrics.of(gateway));
        metrics.addAll(TotalMetrics.of(snapshot));
        metrics.addAll(UnitMetrics.of(snapshot, mapping));
        metrics.addAll(InitiatorMetrics.of(snapshot, gateway.sessions().list()));
        return new MetricSnapshots(metrics);
    }
}
