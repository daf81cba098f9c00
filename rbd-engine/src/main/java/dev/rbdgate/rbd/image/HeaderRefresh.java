package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.Errno;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the header of a shared image again when another client has changed it. Calls that come
 * after the news wait for that: a write must not be done with the snapshots of before.
 */
final class HeaderRefresh {

    /** The pause after the header could not be read; calls wait meanwhile. */
    static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(HeaderRefresh.class);

    private final ImageIo io;
    private final Timing timing;
    private final Runnable onRefreshed;

    /** Whether a refresh is queued that has not begun, and will see what changed before. */
    private final AtomicBoolean queued = new AtomicBoolean();

    /**
     * @param onRefreshed told when the header was read again
     */
    HeaderRefresh(ImageIo io, Timing timing, Runnable onRefreshed) {
        this.io = io;
        this.timing = timing;
        this.onRefreshed = onRefreshed;
    }

    /** The header has changed: what comes to the gate from now on waits until it was read. */
    void changed() {
        if (queued.compareAndSet(false, true)) {
            var _ =
                    now().exceptionally(failure -> {
                        LOG.warn(
                                "the header of {} was not read again: {}",
                                io.name(),
                                failure.getMessage());
                        return null;
                    });
        }
    }

    /** Reads the header again. */
    CompletableFuture<Void> now() {
        return Barrier.run(
                        io,
                        () -> {
                            queued.set(false);
                            return read();
                        })
                .thenRun(onRefreshed);
    }

    private CompletableFuture<Void> read() {
        return io.refresh()
                .exceptionallyCompose(failure -> {
                    if (StoreErrors.is(failure, Errno.ESHUTDOWN)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    if (StoreErrors.is(failure, Errno.ENOENT)) {
                        LOG.warn("{} was deleted by another client", io.name());
                        io.gate().shut(BlockError.NOT_READY, "the image was deleted");
                        return CompletableFuture.failedFuture(failure);
                    }
                    LOG.warn(
                            "the header of {} cannot be read, trying again: {}",
                            io.name(),
                            failure.getMessage());
                    return timing.after(RETRY_PAUSE).thenCompose(_ -> read());
                });
    }
}
