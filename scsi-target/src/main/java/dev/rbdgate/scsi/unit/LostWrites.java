package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Remembers that acknowledged writes which nobody had flushed may be gone, because the host of the
 * gateway lost power while initiators lived on, and who has been told. No flush may answer GOOD
 * over such a loss, so what promises durability to an initiator fails, from its first such command
 * on, for a while: once is not enough, since a host also flushes on its own account where nobody
 * looks at the outcome (ext4 while it initializes inode tables). A file system with a journal has
 * noticed when the while is over.
 *
 * <p>An answer may be lost with its connection. So an initiator counts as told only when a session
 * that was refused asks again after the while; if all such sessions end before, it begins anew.
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

    /** By initiator name. Guarded by this. */
    private final Map<String, Telling> tellings = new HashMap<>();

    /** How far one initiator has been told. */
    private static final class Telling {
        final long begun;

        /** Sessions that were refused, and have not ended since. */
        final Set<Nexus> refused = new HashSet<>();

        boolean over;

        Telling(long begun) {
            this.begun = begun;
        }
    }

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
        tellings.clear();
    }

    /** Refuses a command that promises durability until its initiator has been told for a while. */
    void admitDurable(Nexus nexus) {
        if (possible && isToBeTold(nexus)) {
            throw Refusal.of(
                    Blame.OURS,
                    Sense.of(SenseKey.HARDWARE_ERROR, AdditionalSense.WRITE_ERROR),
                    "unflushed writes from before the host's restart may be lost");
        }
    }

    private synchronized boolean isToBeTold(Nexus nexus) {
        String initiator = nexus.initiatorName();
        long now = nanoTime.getAsLong();
        Telling telling = tellings.get(initiator);
        if (telling == null) {
            telling = begun(initiator, now);
        } else if (telling.over) {
            return false;
        } else if (now - telling.begun >= whileNanos) {
            if (telling.refused.contains(nexus)) {
                telling.over = true;
                telling.refused.clear();
                return false;
            }
            telling = begun(initiator, now);
        }
        telling.refused.add(nexus);
        return true;
    }

    private Telling begun(String initiator, long now) {
        if (tellings.size() >= MAX_TOLD && !tellings.containsKey(initiator)) {
            tellings.clear();
        }
        Telling telling = new Telling(now);
        tellings.put(initiator, telling);
        return telling;
    }

    /** A session has ended, perhaps with refusals that its initiator never saw. */
    synchronized void nexusLost(Nexus nexus) {
        Telling telling = tellings.get(nexus.initiatorName());
        if (telling != null
                && !telling.over
                && telling.refused.remove(nexus)
                && telling.refused.isEmpty()) {
            tellings.remove(nexus.initiatorName());
        }
    }
}
