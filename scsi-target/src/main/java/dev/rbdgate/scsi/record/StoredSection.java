package dev.rbdgate.scsi.record;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A section of a unit's record whose last writer wins: what its owner stores replaces whatever is
 * there. Thread-safe: the fields are guarded by this object.
 */
public final class StoredSection {

    /** How often a change is tried anew since somebody else has changed the section meanwhile. */
    static final int MAX_ATTEMPTS = 8;

    private final UnitSection section;
    private @Nullable UnitRecordStore store;

    /** The section as it was last known to be stored. */
    private byte[] known = {};

    public StoredSection(UnitSection section) {
        this.section = section;
    }

    /**
     * Takes up a record that has been loaded.
     *
     * @return the section's content, or null if it is what this object knew before: a device that
     *     goes and comes back brings nothing new
     */
    public synchronized byte @Nullable [] attach(UnitRecordStore recordStore) {
        store = recordStore;
        byte[] present = recordStore.current().section(section);
        if (Arrays.equals(present, known)) {
            return null;
        }
        known = present;
        return present;
    }

    /** The device is gone: nothing can be stored. */
    public synchronized void detach() {
        store = null;
    }

    /**
     * Replaces the content; no bytes stand for no section.
     *
     * @return completes when the content is durable; fails with a {@link Refusal}
     */
    public CompletableFuture<Void> store(byte[] content) {
        return attempt(content, MAX_ATTEMPTS);
    }

    private CompletableFuture<Void> attempt(byte[] content, int attempts) {
        UnitRecordStore target;
        byte[] expected;
        synchronized (this) {
            target = store;
            expected = known;
        }
        if (target == null) {
            return CompletableFuture.failedFuture(Refusal.notReady());
        }
        if (attempts == 0) {
            return CompletableFuture.failedFuture(
                    Refusal.of(ScsiStatus.BUSY, "the unit's record keeps changing"));
        }
        return target.compareAndSet(section, expected, content)
                .handle((present, failure) -> {
                    if (failure != null) {
                        throw Refusal.internal(section + " could not be stored: " + failure);
                    }
                    return present;
                })
                .thenCompose(present -> {
                    learn(present);
                    return Arrays.equals(present, content)
                            ? CompletableFuture.completedFuture(null)
                            : attempt(content, attempts - 1);
                });
    }

    private synchronized void learn(byte[] present) {
        known = present;
    }
}
