package dev.rbdgate.gateway.metrics;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import dev.rbdgate.gateway.traffic.UnitKey;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.Reading;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** By LUN. A LUN appears with its first command, and goes when it is unmapped. */
final class UnitMetrics {

    private static final String OTHER = "other";

    /** What is told in buckets. */
    private static final List<CommandKind> TIMED =
            List.of(CommandKind.READ, CommandKind.WRITE, CommandKind.FLUSH);

    private UnitMetrics() {}

    static List<MetricSnapshot> of(TrafficSnapshot traffic, Mapping mapping) {
        CommandFamilies commands = new CommandFamilies("rbdgate_lun", "a LUN");
        Family.Histogram times =
                new Family.Histogram(
                        "rbdgate_lun_command_seconds",
                        "Time from arrival to status by LUN, as far as there are places");
        traffic.units()
                .forEach((key, unit) -> {
                    Labels labels = labels(key, mapping);
                    commands.add(labels, unit.reading());
                    if (unit.detailed()) {
                        addTimes(times, labels, unit.reading());
                    }
                });
        addTimes(times, labels(UnitKey.OTHER, mapping), traffic.undetailed());
        List<MetricSnapshot> snapshots = new ArrayList<>(commands.snapshots());
        snapshots.add(times.snapshot());
        return snapshots;
    }

    private static void addTimes(Family.Histogram times, Labels labels, Reading reading) {
        for (CommandKind kind : TIMED) {
            if (reading.has(kind)) {
                times.add(
                        labels.add("op", kind.label()),
                        reading.buckets(kind),
                        reading.seconds(kind));
            }
        }
    }

    private static Labels labels(UnitKey key, Mapping mapping) {
        String image =
                mapping.target(key.target())
                        .map(it -> it.luns().get(key.lun()))
                        .map(it -> it.image().path())
                        .orElse(OTHER);
        String lun = key.isOther() ? OTHER : Integer.toString(key.lun());
        return Labels.of("target", key.target(), "lun", lun, "image", image);
    }
}
