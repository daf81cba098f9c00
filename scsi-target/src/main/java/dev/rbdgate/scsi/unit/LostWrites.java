package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.util.HashSet;
import java.util.Set;

/**
 * Remembers that acknowledged writes which nobody had flushed may be gone, because the host of the
 * gateway lost power while initiators lived on, and who has been told. No flush may answer GOOD
 * over such a loss, so each initiator's first command that promises durability fails once. It
 * fails with an error that hosts do not send again by themselves: Linux repeats what fails with
 * deferred sense data, or with MEDIUM ERROR and WRITE ERROR, and the repetition would be GOOD.
 */
final class LostWrites {

    /** Initiators that are remembered as told; those beyond are told again. */
    static final int MAX_TOLD = 4096;

    private volatile boolean possible;
    private final Set<String> told = new HashSet<>();

    /** From now on each initiator is to be told. */
    synchronized void begin() {
        possible = true;
        told.clear();
    }

    /** Refuses a command that promises durability if its initiator has not been told before. */
    void admitDurable(String initiatorName) {
        if (possible && firstTime(initiatorName)) {
            throw Refusal.of(
                    Blame.OURS,
                    Sense.of(SenseKey.HARDWARE_ERROR, AdditionalSense.WRITE_ERROR),
                    "unflushed writes from before the host's restart may be lost");
        }
    }

    private synchronized boolean firstTime(String initiatorName) {
        if (told.size() >= MAX_TOLD && !told.contains(initiatorName)) {
            told.clear();
        }
        return told.add(initiatorName);
    }
}
