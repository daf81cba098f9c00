package dev.rbdgate.scsi.record;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.LogicalUnitState.Versioned;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Changes one section of a unit's record at a time, whatever happens to the others: each owner of a
 * section sees a compare-and-set of its own content.
 *
 * <p>Thread-safe: {@link #known} is guarded by this object; completions run on the storage's
 * threads.
 */
public final class UnitRecordStore {

    /** How often a change is tried anew because other sections of the record changed meanwhile. */
    static final int MAX_ATTEMPTS = 16;

    /** A record as it was stored with a version. */
    private record Known(long version, UnitRecord record) {}

    private final LogicalUnitState state;
    private Known known = new Known(0, UnitRecord.EMPTY);

    public UnitRecordStore(LogicalUnitState state) {
        this.state = state;
    }

    /**
     * Reads the record; to be done before anything is changed.
     *
     * @return fails with {@link DamagedRecordException} (a change then replaces the whole record),
     *     {@link NewerRecordException}, or as the storage failed
     */
    public CompletableFuture<UnitRecord> load() {
        return state.load().thenApply(this::learn);
    }

    /** The record as it was last read or stored through this object. */
    public UnitRecord current() {
        return known().record();
    }

    /**
     * Replaces a section's content if it is still {@code expected}; no bytes stand for no section.
     *
     * @return the section as it is stored, durably, afterwards: {@code content}, or what somebody
     *     else has stored. Fails as the storage failed; the change may then have been made.
     */
    public CompletableFuture<byte[]> compareAndSet(
            UnitSection section, byte[] expected, byte[] content) {
        return attempt(section, expected, content, MAX_ATTEMPTS);
    }

    private CompletableFuture<byte[]> attempt(
            UnitSection section, byte[] expected, byte[] content, int attempts) {
        Known base = known();
        byte[] present = base.record().section(section);
        if (!Arrays.equals(present, expected)) {
            return CompletableFuture.completedFuture(present);
        }
        if (attempts == 0) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the unit's record keeps changing"));
        }
        byte[] encoded = base.record().with(section, content).encode();
        return state.compareAndSet(base.version(), encoded)
                .thenCompose(stored -> {
                    learn(stored);
                    return stored.version() == base.version() + 1
                                    && Arrays.equals(stored.content(), encoded)
                            ? CompletableFuture.completedFuture(content)
                            : attempt(section, expected, content, attempts - 1);
                });
    }

    private UnitRecord learn(Versioned stored) {
        try {
            UnitRecord record = UnitRecord.decode(stored.content());
            remember(new Known(stored.version(), record));
            return record;
        } catch (DamagedRecordException damaged) {
            remember(new Known(stored.version(), UnitRecord.EMPTY));
            throw damaged;
        }
    }

    private synchronized Known known() {
        return known;
    }

    private synchronized void remember(Known newer) {
        if (newer.version() >= known.version()) {
            known = newer;
        }
    }
}
