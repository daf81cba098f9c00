package dev.rbdgate.simulation;

/** What initiators may blame on the disk. */
final class DiskHealth {

    private boolean troubled;
    private boolean syncFailed;

    /** From now on errors are no wonder, until the gateway starts anew. */
    void troubled() {
        troubled = true;
    }

    boolean isTroubled() {
        return troubled;
    }

    /** Some initiator was told that what it wanted durable is not. */
    void syncFailed() {
        syncFailed = true;
    }

    /** Whether no initiator may be told that anything is durable any more. */
    boolean hasSyncFailed() {
        return syncFailed;
    }

    void restarted() {
        troubled = false;
        syncFailed = false;
    }
}
