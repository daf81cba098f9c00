package dev.rbdgate.rbd.local;

/** Whether a store keeps checksums of its data. */
public enum Checksums {
    /** As the store says; a new one keeps none. */
    KEEP,
    /** From now on. Data that is there already gets its checksums when it is next used. */
    ON,
    /** Not any more: those that are there are dropped. */
    OFF
}
