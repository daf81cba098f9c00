package dev.rbdgate.block;

import java.util.concurrent.CompletableFuture;

/** The in-memory twin of {@link LogicalUnitState}: forgets when the process ends. */
public final class MemoryLogicalUnitState implements LogicalUnitState {

    private Versioned stored = new Versioned(0, new byte[0]);

    @Override
    public synchronized CompletableFuture<Versioned> load() {
        return CompletableFuture.completedFuture(stored);
    }

    @Override
    public synchronized CompletableFuture<Versioned> compareAndSet(
            long expectedVersion, byte[] content) {
        if (content.length > MAX_BYTES) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(content.length + " bytes of unit state"));
        }
        if (stored.version() == expectedVersion) {
            stored = new Versioned(expectedVersion + 1, content.clone());
        }
        return CompletableFuture.completedFuture(stored);
    }
}
