package dev.rbdgate.scsi.copy;

import dev.rbdgate.block.AllocationExtent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A logical unit as one nexus reaches it, for copies on behalf of that nexus. Every call is a
 * command of its own to the unit: it stands in the unit's task set, is subject to its reservations
 * and write protection, and ends when the unit is reset. Calls never throw.
 */
public interface CopyUnit {

    /** NAA designator. */
    long naa();

    /** The image's name string. */
    String name();

    /** Logical block length in bytes. */
    int blockBytes();

    /**
     * Capacity in whole blocks.
     *
     * @throws dev.rbdgate.scsi.Refusal 02/04/01 while the unit is not ready
     */
    long capacityBlocks();

    /** The copies and tokens of the unit: the same for every nexus. */
    UnitCopies copies();

    /** Whether sense data is asked for in descriptor format. */
    boolean descriptorSense();

    void read(CopyJob job, long byteOffset, List<ByteBuffer> destination, int bytes, ChunkEnd end);

    void write(CopyJob job, long byteOffset, List<ByteBuffer> source, int bytes, ChunkEnd end);

    /** Makes a range zeros, which take no storage where the unit is thin provisioned. */
    void zero(CopyJob job, long byteOffset, long byteCount, ChunkEnd end);

    /** Like the call of the block device; fails with a refusal while the unit is not ready. */
    CompletableFuture<List<AllocationExtent>> allocationStatus(long byteOffset, long byteCount);
}
