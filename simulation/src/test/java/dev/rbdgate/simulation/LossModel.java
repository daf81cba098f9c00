package dev.rbdgate.simulation;

/**
 * Whether a host is owed to be told, by one unit, that writes of it may be gone which nobody had
 * flushed. All its sessions are told for one another.
 */
final class LossModel {

    private boolean powerLost;
    private boolean owed;

    /**
     * Power was lost under the gateway.
     *
     * @param unflushed whether a session of the host had written what it had not flushed
     */
    void powerLost(boolean unflushed) {
        powerLost = true;
        owed |= unflushed;
    }

    /** The host was told. */
    void told() {
        if (!powerLost) {
            throw new Violation("writes are said to be lost, and power never was");
        }
        owed = false;
    }

    boolean isOwed() {
        return owed;
    }
}
