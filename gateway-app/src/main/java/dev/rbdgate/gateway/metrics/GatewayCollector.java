package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.control.CopyCounters;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.SystemStatus;
import dev.rbdgate.iscsi.SessionInfo;
import dev.rbdgate.scsi.Nexus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Metrics as of the moment they are asked for; sessions come and go with their counters. */
final class GatewayCollector implements MultiCollector {

    private final Gateway gateway;

    GatewayCollector(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public MetricSnapshots collect() {
        SystemStatus system = gateway.system();
        var capacity = system.capacity();
        List<MetricSnapshot> metrics = new ArrayList<>();
        metrics.add(
                gauge(
                        "rbdgate_store_total_bytes",
                        "Size of the object store",
                        capacity.totalBytes()));
        metrics.add(
                gauge(
                        "rbdgate_store_used_bytes",
                        "Used part of the object store",
                        capacity.usedBytes()));
        metrics.add(
                gauge(
                        "rbdgate_store_available_bytes",
                        "Free part of the object store",
                        capacity.availableBytes()));
        metrics.add(gauge("rbdgate_targets", "Targets", system.targetCount()));
        metrics.add(gauge("rbdgate_luns", "Mapped LUNs", system.lunCount()));
        metrics.add(
                gauge(
                        "rbdgate_luns_not_ready",
                        "Mapped LUNs that are not ready",
                        system.problems().size()));
        CopyCounters copies = gateway.copies();
        metrics.add(
                gauge("rbdgate_copies_running", "Third-party copies that run", copies.running()));
        metrics.add(
                total(
                        "rbdgate_copied_bytes",
                        "Bytes that third-party copies read and wrote",
                        copies.copiedBytes()));
        metrics.add(
                total(
                        "rbdgate_copy_zeroed_bytes",
                        "Bytes that third-party copies found unallocated and gave back",
                        copies.zeroedBytes()));
        List<SessionInfo> sessions = gateway.sessions().list();
        metrics.add(gauge("rbdgate_sessions", "Sessions in full feature phase", sessions.size()));
        metrics.add(
                counter(
                        "rbdgate_session_commands",
                        "SCSI commands of a session",
                        sessions,
                        it -> it.counters().commands()));
        metrics.add(
                counter(
                        "rbdgate_session_read_bytes",
                        "Payload read by a session",
                        sessions,
                        it -> it.counters().readBytes()));
        metrics.add(
                counter(
                        "rbdgate_session_written_bytes",
                        "Payload written by a session",
                        sessions,
                        it -> it.counters().writtenBytes()));
        metrics.add(
                counter(
                        "rbdgate_session_errors",
                        "Commands of a session that did not end well",
                        sessions,
                        it -> it.counters().errors()));
        return new MetricSnapshots(metrics);
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(
                        GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .value((double) value)
                                .build())
                .build();
    }

    private static CounterSnapshot total(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(
                        CounterSnapshot.CounterDataPointSnapshot.builder()
                                .value((double) value)
                                .build())
                .build();
    }

    private static CounterSnapshot counter(
            String name,
            String help,
            List<SessionInfo> sessions,
            ToLongFunction<SessionInfo> value) {
        CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
        for (SessionInfo session : sessions) {
            builder.dataPoint(
                    CounterSnapshot.CounterDataPointSnapshot.builder()
                            .value((double) value.applyAsLong(session))
                            .labels(labels(session))
                            .build());
        }
        return builder.build();
    }

    private static Labels labels(SessionInfo session) {
        return Labels.of(
                "session",
                Long.toString(session.id()),
                "initiator",
                session.initiatorName(),
                "target",
                session.nexus().map(Nexus::targetName).orElse(""));
    }
}
