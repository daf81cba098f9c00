package dev.rbdgate.gateway.metrics;

import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.Reading;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is told of the commands to a LUN, or of an initiator: series that have not begun are left
 * out.
 */
final class CommandFamilies {

    private final Family.Counter operations;
    private final Family.Counter bytes;
    private final Family.Counter seconds;
    private final Family.Gauge running;
    private final Family.Counter errors;
    private final Family.Counter conflicts;
    private final Family.Counter busy;
    private final Family.Counter aborted;

    /**
     * @param prefix of the names
     * @param whose for the help texts
     */
    CommandFamilies(String prefix, String whose) {
        operations = new Family.Counter(prefix + "_operations", "Answered commands of " + whose);
        bytes = new Family.Counter(prefix + "_bytes", "Payload moved by commands of " + whose);
        seconds =
                new Family.Counter(
                        prefix + "_operation_seconds",
                        "Time from arrival to status of all commands of " + whose);
        running =
                new Family.Gauge(
                        prefix + "_queue_depth",
                        "Commands that have arrived and not ended, of " + whose);
        errors =
                new Family.Counter(prefix + "_errors", "CHECK CONDITION by sense key, to " + whose);
        conflicts =
                new Family.Counter(
                        prefix + "_reservation_conflicts", "RESERVATION CONFLICT, to " + whose);
        busy = new Family.Counter(prefix + "_busy", "BUSY and TASK SET FULL, to " + whose);
        aborted =
                new Family.Counter(
                        prefix + "_aborted_commands", "Commands that were aborted, of " + whose);
    }

    void add(Labels labels, Reading reading) {
        for (CommandKind kind : CommandKind.ALL) {
            if (reading.has(kind)) {
                Labels withKind = labels.add("op", kind.label());
                operations.add(withKind, reading.operations(kind));
                bytes.addIfAny(withKind, reading.bytes(kind));
                seconds.add(withKind, reading.seconds(kind));
            }
        }
        running.add(labels, reading.running());
        for (int key = 0; key < SenseKeyNames.COUNT; key++) {
            if (reading.errors(key) > 0) {
                errors.add(labels.add("sense_key", SenseKeyNames.of(key)), reading.errors(key));
            }
        }
        conflicts.addIfAny(labels, reading.reservationConflicts());
        busy.addIfAny(labels, reading.busy());
        aborted.addIfAny(labels, reading.aborted());
    }

    List<MetricSnapshot> snapshots() {
        return Stream.<Family>of(
                        operations, bytes, seconds, running, errors, conflicts, busy, aborted)
                .map(Family::snapshot)
                .toList();
    }
}
