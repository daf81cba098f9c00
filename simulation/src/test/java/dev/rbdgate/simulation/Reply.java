package dev.rbdgate.simulation;

/**
 * How a command ended.
 *
 * @param outcome what kind of end
 * @param key sense key, with CHECK_CONDITION
 * @param additionalSense ASC and ASCQ, with CHECK_CONDITION
 * @param deferred whether the sense data is about an earlier command
 * @param data what was read
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
record Reply(Outcome outcome, int key, int additionalSense, boolean deferred, byte[] data) {

    private static final byte[] NO_DATA = new byte[0];

    enum Outcome {
        GOOD,
        CHECK_CONDITION,
        /** BUSY, TASK SET FULL: it has not run. */
        LATER,
        RESERVATION_CONFLICT,
        /** It was aborted, by this initiator or another one. */
        ABORTED,
        /** The session is gone, and with it the answer. */
        LOST
    }

    static Reply of(Outcome outcome) {
        return new Reply(outcome, 0, 0, false, NO_DATA);
    }

    static Reply good(byte[] data) {
        return new Reply(Outcome.GOOD, 0, 0, false, data);
    }

    static Reply sense(int key, int additionalSense, boolean deferred) {
        return new Reply(Outcome.CHECK_CONDITION, key, additionalSense, deferred, NO_DATA);
    }

    boolean isGood() {
        return outcome == Outcome.GOOD;
    }

    boolean isSense(int wantedKey) {
        return outcome == Outcome.CHECK_CONDITION && key == wantedKey;
    }

    @Override
    public String toString() {
        return outcome == Outcome.CHECK_CONDITION
                ? "CHECK CONDITION %x/%04x%s"
                        .formatted(key, additionalSense, deferred ? " deferred" : "")
                : outcome.toString();
    }
}
