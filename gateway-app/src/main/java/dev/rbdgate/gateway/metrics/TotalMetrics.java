package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.Reading;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Of all LUNs and initiators together. */
final class TotalMetrics {

    private TotalMetrics() {}

    static List<MetricSnapshot> of(TrafficSnapshot traffic) {
        Reading total = traffic.total();
        List<MetricSnapshot> metrics = new ArrayList<>(byKind(total));
        metrics.add(errors(total));
        metrics.add(
                Family.value(
                        "rbdgate_commands_running",
                        "Commands that have arrived and not ended",
                        total.running()));
        metrics.add(
                Family.total(
                        "rbdgate_reservation_conflicts",
                        "Commands answered RESERVATION CONFLICT",
                        total.reservationConflicts()));
        metrics.add(
                Family.total(
                        "rbdgate_busy_answers",
                        "Commands answered BUSY or TASK SET FULL",
                        total.busy()));
        metrics.add(
                Family.total(
                        "rbdgate_aborted_commands",
                        "Commands that ended without an answer, since they were aborted",
                        total.aborted()));
        metrics.add(functions(traffic));
        metrics.add(Family.total("rbdgate_logins", "Logins of normal sessions", traffic.logins()));
        Family.Counter refused =
                new Family.Counter("rbdgate_logins_refused", "Refused logins by reason");
        traffic.refusedLogins()
                .forEach((cause, count) -> refused.add(Labels.of("reason", cause), count));
        metrics.add(refused.snapshot());
        return metrics;
    }

    private static List<MetricSnapshot> byKind(Reading total) {
        Family.Histogram times =
                new Family.Histogram(
                        "rbdgate_command_seconds", "Time from a command's arrival to its status");
        Family.Counter bytes =
                new Family.Counter("rbdgate_command_bytes", "Payload moved by commands");
        for (CommandKind kind : CommandKind.ALL) {
            Labels labels = Labels.of("op", kind.label());
            times.add(labels, total.buckets(kind), total.seconds(kind));
            bytes.add(labels, total.bytes(kind));
        }
        return List.of(times.snapshot(), bytes.snapshot());
    }

    private static MetricSnapshot errors(Reading total) {
        Family.Counter errors =
                new Family.Counter(
                        "rbdgate_command_errors",
                        "Commands answered CHECK CONDITION, by sense key");
        for (int key = 0; key < SenseKeyNames.COUNT; key++) {
            errors.add(Labels.of("sense_key", SenseKeyNames.of(key)), total.errors(key));
        }
        return errors.snapshot();
    }

    private static MetricSnapshot functions(TrafficSnapshot traffic) {
        Family.Counter functions =
                new Family.Counter(
                        "rbdgate_task_management_functions",
                        "Task management functions by what was asked and answered");
        traffic.functions()
                .forEach((managed, count) ->
                        functions.add(
                                Labels.of(
                                        "function",
                                        managed.function().name().toLowerCase(Locale.ROOT),
                                        "response",
                                        managed.response().name().toLowerCase(Locale.ROOT)),
                                count));
        return functions.snapshot();
    }
}
