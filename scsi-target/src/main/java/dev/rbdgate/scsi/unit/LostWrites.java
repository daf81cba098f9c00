package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers that acknowledged writes which nobody had flushed may be gone, because the host of the
 * gateway lost power while initiators lived on, and who has been told. No flush may answer GOOD
 * over such a loss, so what promises durability to an initiator fails, from its first such command
 * on, for a while: once is not enough, since a host also flushes on its own account where nobody
 * looks at the outcome (ext4 while it initializes inode tables). A file system with a journal has
 * noticed when the while is over.
 *
 * <p>It fails with an error that hosts do not send again by themselves: Linux repeats what fails
 * with deferred sense data, or with MEDIUM ERROR and WRITE ERROR.
 */
final class LostWrites {

    /** Initiators that are remembered as told; those beyond are told again. */
    static final int MAX_TOLD = 4096;

    /** XFS writes its log every 30 s, ext4 commits every 5 s. */
    static final Duration WHILE = Duration.ofSeconds(35);

    private final LongSupplier nanoTime;
    private final long whileNanos;
    private volatile boolean possible;

    /** By initiator: when it was told first. */
    private final Map<String, Long> told = new HashMap<>();

    /**
     * @param time for how long each initiator is told
     */
    LostWrites(LongSupplier nanoTime, Duration time) {
        this.nanoTime = nanoTime;
        this.whileNanos = time.toNanos();
    }

    /** From now on each initiator is to be told. */
    synchronized void begin() {
        possible = true;
        told.clear();
    }

    /** Refuses a command that promises durability until its initiator has been told for a while. */
    void admitDurable(String initiatorName) {
        if (possible && isBeingTold(initiatorName)) {
            throw Refusal.of(
                    Blame.OURS,
                    Sense.of(SenseKey.HARDWARE_ERROR, AdditionalSense.WRITE_ERROR),
                    "unflushed writes from before the host's restart may be lost");
        }
    }

    private synchronized boolean isBeingTold(String initiatorName) {
        long now = nanoTime.getAsLong();
        if (told.size() >= MAX_TOLD && !told.containsKey(initiatorName)) {
            told.clear();
        }
        Long first = told.putIfAbsent(initiatorName, now);
        return first == null || now - first < whileNanos;
    }
}
