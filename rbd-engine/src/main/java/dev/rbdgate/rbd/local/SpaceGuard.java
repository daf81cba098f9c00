package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the reserve free. Asking the file system for every write would cost as much as a small
 * write, so an answer holds for a short time, and for as much data as fits into half of what it
 * leaves above the reserve.
 */
final class SpaceGuard {

    private static final long ANSWER_HOLDS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final StoreFiles files;
    private final long reserveBytes;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private long credit;
    private long answeredAt;

    SpaceGuard(StoreFiles files, long reserveBytes, LongSupplier nanoTime) {
        this.files = files;
        this.reserveBytes = reserveBytes;
        this.nanoTime = nanoTime;
        this.answeredAt = nanoTime.getAsLong() - ANSWER_HOLDS_NANOS;
    }

    /** Whether this much new data may take storage. */
    synchronized boolean allows(long bytes) throws StoreFileException {
        long now = nanoTime.getAsLong();
        if (bytes > credit || now - answeredAt >= ANSWER_HOLDS_NANOS) {
            long free = files.space().availableBytes() - reserveBytes;
            answeredAt = now;
            credit = Math.max(0, free / 2);
            if (bytes > credit && bytes <= free) {
                credit = 0;
                return true;
            }
        }
        if (bytes > credit) {
            return false;
        }
        credit -= bytes;
        return true;
    }
}
