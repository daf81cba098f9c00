package dev.rbdgate.gateway.settings;

/** How Linux schedules the gateway's threads among those of a busy machine. */
public enum CpuScheduling {
    /**
     * SCHED_BATCH: a thread that is woken waits for the one that runs instead of pushing it aside,
     * so more is done at each wake-up. Idle processors take it up at once as before.
     */
    BATCH,
    /** As the process was started. */
    INHERITED
}
