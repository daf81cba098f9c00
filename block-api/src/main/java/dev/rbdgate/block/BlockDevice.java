package dev.rbdgate.block;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A byte-addressed block device whose calls never block the caller.
 *
 * <p><b>Completion.</b> Every data call takes a {@link Completion}. It runs exactly once, on any
 * thread, and possibly before the call returns: a read of resident data completes on the caller's
 * thread. No data call throws for what a peer or the storage did; it completes with {@link
 * Outcome.Failed}.
 *
 * <p><b>Payload</b> is a list of direct buffers; each call covers the sum of their remaining bytes
 * and leaves positions and limits as they were. A write's buffers stay unchanged, and a read's
 * destination is not reused, until the completion has run, also after an abort, a timeout or a
 * disconnect.
 *
 * <p><b>Ranges</b> are in bytes, of any alignment, and lie inside {@code [0, sizeBytes())}; one
 * that does not completes with {@link BlockError#OUT_OF_RANGE}. Calls whose ranges overlap while
 * both are running may take effect in either order, each of them whole per 512-byte sector, with
 * the exception of {@link #compareAndWrite}, {@link #orWrite} and {@link #atomicWrite}, which no
 * other call on this device interrupts.
 *
 * <p><b>Durability.</b> A completed write survives the end of this process. It survives power loss
 * once a {@link #flush} that was started after its completion has completed, or when it was written
 * with {@link Durability#DURABLE}. The same holds for unmap and write same.
 */
public interface BlockDevice {

    /** The device's capacity in bytes, as of now; it changes only through a resize. */
    long sizeBytes();

    /** What this device offers beyond the plain calls, and which sizes suit it. */
    DeviceTraits traits();

    /**
     * Reads into {@code destination} from {@code byteOffset} on. What was never written or was
     * unmapped reads as zero.
     */
    void read(long byteOffset, List<ByteBuffer> destination, Completion completion);

    /** Writes the bytes of {@code source} from {@code byteOffset} on. */
    void write(
            long byteOffset, List<ByteBuffer> source, Durability durability, Completion completion);

    /** Makes everything durable that had completed when this call was made. */
    void flush(Completion completion);

    /**
     * Gives back the storage of {@code byteCount} bytes. The range reads as zero afterwards, heads
     * and tails of an allocation unit included.
     */
    void unmap(long byteOffset, long byteCount, Durability durability, Completion completion);

    /**
     * Repeats {@code pattern} over {@code byteCount} bytes, a multiple of the pattern's remaining
     * bytes.
     */
    void writeSame(
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion);

    /**
     * Compares the device's bytes from {@code byteOffset} on with {@code expected} and, when they
     * are equal, replaces them by {@code replacement}, which has the same length. Completes with
     * {@link Outcome.Miscompare} otherwise, and nothing is written. At most {@link
     * DeviceTraits#compareAndWriteBytes()} bytes, inside one aligned unit of that size.
     */
    void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion);

    /**
     * Replaces each byte from {@code byteOffset} on by its OR with the byte of {@code source}. No
     * other call on this device comes between the reading and the writing. One that fails may have
     * changed any part of its range.
     */
    void orWrite(
            long byteOffset, List<ByteBuffer> source, Durability durability, Completion completion);

    /**
     * Writes like {@link #write}, all bytes or none: also one that is aborted, whose process is
     * killed, or whose machine loses power before it is durable leaves the range wholly as it was
     * or wholly as it was to be; so does one that fails. At most {@link
     * DeviceTraits#atomicWriteBytes()} bytes, inside one aligned unit of that size.
     */
    void atomicWrite(
            long byteOffset, List<ByteBuffer> source, Durability durability, Completion completion);

    /**
     * Tells which parts of a range are allocated: adjacent extents in ascending order, of
     * alternating state, that start at {@code byteOffset} and cover at least one byte. A part is
     * called deallocated only when it reads as zero. The answer may end before {@code byteCount}
     * bytes; the caller asks again from there.
     */
    CompletableFuture<List<AllocationExtent>> allocationStatus(long byteOffset, long byteCount);

    /**
     * Whether writes that had completed, and that nobody had flushed, may be gone: the machine that
     * keeps this device lost power while it was in use, and initiators may have lived on.
     */
    default boolean mayHaveLostWrites() {
        return false;
    }

    /**
     * Whether data of this device is kept where its calls do not reach: by snapshots of it, or by a
     * parent that it was cloned from. Erasing the device would not erase those.
     */
    default boolean sharesData() {
        return false;
    }

    /**
     * Calls {@code listener} after each change of {@link #sizeBytes()} or {@link #traits()}, on any
     * thread. It must not block.
     *
     * @return ends the subscription when run
     */
    Runnable onChange(Runnable listener);

    /** Flushes, waits for running calls and releases the device. Later calls fail NOT_READY. */
    CompletableFuture<Void> close();
}
