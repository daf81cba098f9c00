package dev.rbdgate.block;

/** What a completed write has survived. */
public enum Durability {
    /** The end of the process; power loss only after a flush. */
    CACHED,
    /** Power loss, data and everything needed to find it (SBC-4: the FUA bit). */
    DURABLE
}
