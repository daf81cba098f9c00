package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.control.CopyCounters;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.SystemStatus;
import dev.rbdgate.rbd.store.ObjectStore;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** The store, and how much there is of everything. */
final class SystemMetrics {

    private SystemMetrics() {}

    static List<MetricSnapshot> of(Gateway gateway) {
        ObjectStore.Activity activity = gateway.system().activity();
        List<MetricSnapshot> metrics = new ArrayList<>(store(activity));
        metrics.addAll(CallMetrics.of(activity.calls()));
        metrics.addAll(capacity(gateway.system().capacity()));
        metrics.addAll(counts(gateway));
        metrics.addAll(copies(gateway.copies()));
        return metrics;
    }

    private static List<MetricSnapshot> store(ObjectStore.Activity activity) {
        return List.of(
                Family.total(
                        "rbdgate_store_syncs",
                        "Flushes that made data durable; several flushes may share one",
                        activity.syncs()),
                Family.seconds(
                        "rbdgate_store_sync_seconds",
                        "How long those took together",
                        activity.syncNanos()),
                Family.value(
                        "rbdgate_store_sync_failed",
                        "1 after a sync has failed: writes are refused until the next start",
                        activity.syncFailed() ? 1 : 0),
                Family.value(
                        "rbdgate_store_operations_running",
                        "Operations that the Ceph cluster has not answered yet",
                        activity.running()),
                Family.value(
                        "rbdgate_store_operations_waiting",
                        "Operations not sent to the Ceph cluster yet, since too many run",
                        activity.waiting()),
                Family.total(
                        "rbdgate_store_reconnects",
                        "Connections to the Ceph cluster that were blocklisted and replaced",
                        activity.reconnects()));
    }

    private static List<MetricSnapshot> capacity(ObjectStore.Capacity capacity) {
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
