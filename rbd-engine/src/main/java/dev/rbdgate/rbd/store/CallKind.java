package dev.rbdgate.rbd.store;

import java.util.List;
import java.util.Locale;

/** What a store is asked for, as operators tell it apart. */
public enum CallKind {
    /** Data of an object. */
    READ,
    /** Data, records and class methods that change an object. */
    WRITE,
    /** Records and class methods that only look. */
    QUERY,
    /** Names of a pool's objects. */
    LIST,
    /** An object set back to a snapshot. */
    ROLLBACK,
    WATCH,
    NOTIFY,
    /** Snapshot ids, from the monitors. */
    SNAPSHOT,
    /** What else the monitors are asked: pools, capacity, blocklisting, maps. */
    CLUSTER;

    /** All kinds, without a copy for each caller. */
    public static final List<CallKind> ALL = List.of(values());

    /** As a label of metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
