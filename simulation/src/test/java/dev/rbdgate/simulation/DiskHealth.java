package dev.rbdgate.simulation;

/** What initiators may blame on the disk. */
final class DiskHealth {

    private final DiskFaults faults;
    private boolean troubled;

    DiskHealth(DiskFaults faults) {
        this.faults = faults;
    }

    /** From now on errors are no wonder, until the gateway starts anew. */
    void troubled() {
        troubled = true;
    }

    boolean isTroubled() {
        return troubled;
    }

    /** Whether a command that was sent then may not be told that anything is durable. */
    boolean hadSyncFailed(long sent) {
        return sent > faults.firstFailedSync();
    }

    void restarted() {
        troubled = false;
    }
}
