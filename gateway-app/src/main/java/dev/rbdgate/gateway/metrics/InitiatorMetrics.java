package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.traffic.InitiatorKey;
import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import dev.rbdgate.iscsi.SessionInfo;
import dev.rbdgate.scsi.Nexus;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By initiator and target. One appears with its first command; it goes when it has no session and
 * no grant of its own name.
 */
final class InitiatorMetrics {

    private InitiatorMetrics() {}

    static List<MetricSnapshot> of(TrafficSnapshot traffic, List<SessionInfo> sessions) {
        CommandFamilies commands = new CommandFamilies("rbdgate_initiator", "an initiator");
        Family.Gauge open =
                new Family.Gauge("rbdgate_initiator_sessions", "Sessions of an initiator");
        Map<InitiatorKey, Long> counts = count(sessions);
        long elsewhere = counts.values().stream().mapToLong(Long::longValue).sum();
        for (var entry : traffic.initiators().entrySet()) {
            Labels labels = labels(entry.getKey());
            commands.add(labels, entry.getValue());
            long own = Optional.ofNullable(counts.get(entry.getKey())).orElse(0L);
            elsewhere -= own;
            if (!entry.getKey().equals(InitiatorKey.OTHER)) {
                open.add(labels, own);
            }
        }
        // Those without a place, and those that have sent no command yet.
        open.add(labels(InitiatorKey.OTHER), elsewhere);
        List<MetricSnapshot> snapshots = new ArrayList<>(commands.snapshots());
        snapshots.add(open.snapshot());
        return snapshots;
    }

    private static Map<InitiatorKey, Long> count(List<SessionInfo> sessions) {
        Map<InitiatorKey, Long> counts = new HashMap<>();
        for (SessionInfo session : sessions) {
            session.nexus()
                    .map(Nexus::targetName)
                    .ifPresent(target ->
                            counts.merge(
                                    new InitiatorKey(target, session.initiatorName()),
                                    1L,
                                    Long::sum));
        }
        return counts;
    }

    private static Labels labels(InitiatorKey key) {
        return Labels.of("target", key.target(), "initiator", key.initiator());
    }
}
