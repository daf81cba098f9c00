package dev.rbdgate.rbd.local;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * How an embedded store behaves.
 *
 * @param workerThreads threads for calls that may wait for the disk
 * @param syncThreads threads for syncs, so that they do not hold up calls
 * @param maxCalls calls accepted and not completed; more are answered EAGAIN
 * @param maxOpenObjects objects whose state, and open file, is kept while they are idle; beyond it
 *     those with unsynced changes are synced and closed before another file is opened
 * @param reserveBytes free space that new data does not take, so that a full store can still delete
 * @param callerWriteBytes overwrites of existing data up to this length run on the caller's thread,
 *     where the page cache usually takes them at once; 0: none, since a dirty page cache may block
 * @param clock the store's clock, for object classes and modification times
 * @param random 64 random bits, for object classes and ids
 * @param nanoTime as {@link System#nanoTime}
 * @param threads where its threads come from
 * @param checksums whether it keeps checksums of its data
 */
public record LocalStoreSettings(
        int workerThreads,
        int syncThreads,
        int maxCalls,
        int maxOpenObjects,
        long reserveBytes,
        int callerWriteBytes,
        InstantSource clock,
        LongSupplier random,
        LongSupplier nanoTime,
        StoreThreads threads,
        Checksums checksums) {

    private static final int WORKER_THREADS = 8;
    private static final int SYNC_THREADS = 16;
    private static final int MAX_CALLS = 16_384;
    private static final int MAX_OPEN_OBJECTS = 2_048;
    private static final long RESERVE_BYTES = 64L << 20;

    public LocalStoreSettings {
        if (workerThreads < 1 || syncThreads < 1 || maxCalls < 1 || maxOpenObjects < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
        if (reserveBytes < 0 || callerWriteBytes < 0) {
            throw new IllegalArgumentException("a negative length");
        }
    }

    public static LocalStoreSettings defaults() {
        return new LocalStoreSettings(
                WORKER_THREADS,
                SYNC_THREADS,
                MAX_CALLS,
                MAX_OPEN_OBJECTS,
                RESERVE_BYTES,
                0,
                InstantSource.system(),
                new SecureRandom()::nextLong,
                System::nanoTime,
                StoreThreads.platform(),
                Checksums.KEEP);
    }

    public LocalStoreSettings withReserveBytes(long bytes) {
        return new LocalStoreSettings(
                workerThreads,
                syncThreads,
                maxCalls,
                maxOpenObjects,
                bytes,
                callerWriteBytes,
                clock,
                random,
                nanoTime,
                threads,
                checksums);
    }

    public LocalStoreSettings withMaxOpenObjects(int limit) {
        return new LocalStoreSettings(
                workerThreads,
                syncThreads,
                maxCalls,
                limit,
                reserveBytes,
                callerWriteBytes,
                clock,
                random,
                nanoTime,
                threads,
                checksums);
    }

    public LocalStoreSettings withCallerWriteBytes(int bytes) {
        return new LocalStoreSettings(
                workerThreads,
                syncThreads,
                maxCalls,
                maxOpenObjects,
                reserveBytes,
                bytes,
                clock,
                random,
                nanoTime,
                threads,
                checksums);
    }

    public LocalStoreSettings withChecksums(Checksums wanted) {
        return new LocalStoreSettings(
                workerThreads,
                syncThreads,
                maxCalls,
                maxOpenObjects,
                reserveBytes,
                callerWriteBytes,
                clock,
                random,
                nanoTime,
                threads,
                wanted);
    }

    LocalStoreSettings withClock(InstantSource source) {
        return new LocalStoreSettings(
                workerThreads,
                syncThreads,
                maxCalls,
                maxOpenObjects,
                reserveBytes,
                callerWriteBytes,
                source,
                random,
                nanoTime,
                threads,
                checksums);
    }

    LocalStoreSettings withNanoTime(LongSupplier source) {
        return new LocalStoreSettings(
                workerThreads,
                syncThreads,
                maxCalls,
                maxOpenObjects,
                reserveBytes,
                callerWriteBytes,
                clock,
                random,
                source,
                threads,
                checksums);
    }
}
