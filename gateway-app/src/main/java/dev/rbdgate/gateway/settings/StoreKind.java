package dev.rbdgate.gateway.settings;

/** Where objects are kept. */
public enum StoreKind {
    /** On this machine's disk, under the data directory. */
    LOCAL,
    /** In a Ceph cluster. */
    RADOS
}
