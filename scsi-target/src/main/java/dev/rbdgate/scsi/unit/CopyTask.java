package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.copy.CopyJob;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a copy as a task: it has no initiator to answer, and whoever aborts it ends the copy.
 * It goes ahead of ordered tasks, one of which may be waiting for the copy.
 */
final class CopyTask implements ScsiTask {

    private final Nexus nexus;
    private final Cdb cdb;
    private final CopyJob job;
    private final long startNanos = System.nanoTime();

    CopyTask(Nexus nexus, Cdb cdb, CopyJob job) {
        this.nexus = nexus;
        this.cdb = cdb;
        this.job = job;
    }

    @Override
    public Nexus nexus() {
        return nexus;
    }

    @Override
    public long lun() {
        return 0;
    }

    @Override
    public Cdb cdb() {
        return cdb;
    }

    @Override
    public TaskAttribute attribute() {
        return TaskAttribute.HEAD_OF_QUEUE;
    }

    @Override
    public long expectedDataOutBytes() {
        return 0;
    }

    @Override
    public long expectedDataInBytes() {
        return 0;
    }

    @Override
    public ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    @Override
    public void receiveDataOut(int byteCount, DataOutReceiver receiver) {
        throw new AssertionError("a copy has no data-out");
    }

    @Override
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    @Override
    public void complete(
            ScsiStatus status, @Nullable ByteBuf dataIn, long fullLength, @Nullable Sense sense) {
        // The copy is told by its own callback.
    }

    @Override
    public boolean isAborted() {
        return job.isAborted();
    }

    @Override
    public void onAbort(Runnable action) {
        // It never waits for data-out.
    }

    @Override
    public void abort() {
        job.abort();
    }
}
