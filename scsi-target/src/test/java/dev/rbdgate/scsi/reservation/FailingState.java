package dev.rbdgate.scsi.reservation;

import dev.rbdgate.block.LogicalUnitState;
import java.util.concurrent.CompletableFuture;

/** Unit state whose changes fail on demand, with or without effect. */
final class FailingState implements LogicalUnitState {

    enum Mode {
        WORKS,
        LOSES,
        STORES_AND_FAILS
    }

    Mode mode = Mode.WORKS;
    private final LogicalUnitState backing;

    FailingState(LogicalUnitState backing) {
        this.backing = backing;
    }

    @Override
    public CompletableFuture<Versioned> load() {
        return backing.load();
    }

    @Override
    public CompletableFuture<Versioned> compareAndSet(long expectedVersion, byte[] content) {
        return switch (mode) {
            case WORKS -> backing.compareAndSet(expectedVersion, content);
            case LOSES -> CompletableFuture.failedFuture(new IllegalStateException("lost"));
            case STORES_AND_FAILS ->
                    backing.compareAndSet(expectedVersion, content)
                            .thenCompose(_ ->
                                    CompletableFuture.failedFuture(
                                            new IllegalStateException("timed out")));
        };
    }
}
