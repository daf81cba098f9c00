package dev.rbdgate.block;

import java.util.concurrent.CompletableFuture;

/**
 * The small record a logical unit must remember over restarts: persistent reservations with APTPL,
 * saved mode pages. It belongs to the image, on whatever store that lives.
 */
public interface LogicalUnitState {

    /** Longest record, in bytes. */
    int MAX_BYTES = 1 << 20;

    /**
     * A record and its version.
     *
     * @param version 0 and an empty content if none was ever stored; grows with every store
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
    record Versioned(long version, byte[] content) {}

    /** Reads the record as it is stored now. */
    CompletableFuture<Versioned> load();

    /**
     * Replaces the record if its version is still {@code expectedVersion}.
     *
     * @return the record as stored afterwards, durable: version {@code expectedVersion + 1} and
     *     {@code content} when it was replaced, else somebody else's newer record
     */
    CompletableFuture<Versioned> compareAndSet(long expectedVersion, byte[] content);
}
