package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.control.CopyCounters;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.SystemStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** The store, and how much there is of everything. */
final class SystemMetrics {

    private SystemMetrics() {}

    static List<MetricSnapshot> of(Gateway gateway) {
        List<MetricSnapshot> metrics = new ArrayList<>(store(gateway.system()));
        metrics.addAll(counts(gateway));
        metrics.addAll(copies(gateway.copies()));
        return metrics;
    }

    private static List<MetricSnapshot> store(SystemStatus system) {
        var capacity = system.capacity();
        return List.of(
                Family.value(
                        "rbdgate_store_total_bytes",
                        "Size of the object store",
                        capacity.totalBytes()),
                Family.value(
                        "rbdgate_store_used_bytes",
                        "Used part of the object store",
                        capacity.usedBytes()),
                Family.value(
                        "rbdgate_store_available_bytes",
                        "Free part of the object store",
                        capacity.availableBytes()));
    }

    private static List<MetricSnapshot> counts(Gateway gateway) {
        SystemStatus system = gateway.system();
        return List.of(
                Family.value("rbdgate_targets", "Targets", system.targetCount()),
                Family.value("rbdgate_luns", "Mapped LUNs", system.lunCount()),
                Family.value(
                        "rbdgate_luns_not_ready",
                        "Mapped LUNs that are not ready",
                        system.problems().size()),
                Family.value(
                        "rbdgate_sessions",
                        "Sessions in full feature phase",
                        system.sessionCount()),
                Family.value(
                        "rbdgate_buffer_bytes",
                        "Memory that network buffers have taken from the system",
                        system.bufferBytes()));
    }

    private static List<MetricSnapshot> copies(CopyCounters copies) {
        return List.of(
                Family.value(
                        "rbdgate_copies_running", "Third-party copies that run", copies.running()),
                Family.total(
                        "rbdgate_copied_bytes",
                        "Bytes that third-party copies read and wrote",
                        copies.copiedBytes()),
                Family.total(
                        "rbdgate_copy_zeroed_bytes",
                        "Bytes that third-party copies found unallocated and gave back",
                        copies.zeroedBytes()));
    }
}
