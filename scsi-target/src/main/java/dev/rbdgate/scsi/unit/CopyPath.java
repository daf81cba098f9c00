package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.command.StorageErrors;
import dev.rbdgate.scsi.copy.ChunkEnd;
import dev.rbdgate.scsi.copy.CopyJob;
import dev.rbdgate.scsi.copy.CopyUnit;
import dev.rbdgate.scsi.copy.UnitCopies;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The unit of a path, as copies read and write it. */
record CopyPath(UnitPath path) implements CopyUnit {

    private static final Cdb READ_16 = cdb(0x88);
    private static final Cdb WRITE_16 = cdb(0x8a);

    /** What every block and every extent is a multiple of; only read. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(512).asReadOnlyBuffer();

    private static Cdb cdb(int operationCode) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) operationCode;
        return new Cdb(bytes);
    }

    @Override
    public long naa() {
        return path.naa();
    }

    @Override
    public String name() {
        return path.name();
    }

    @Override
    public int blockBytes() {
        return path.blockBytes();
    }

    @Override
    public long capacityBlocks() {
        return device().sizeBytes() / blockBytes();
    }

    private BlockDevice device() {
        BlockDevice device = path.device();
        if (device == null) {
            throw Refusal.notReady();
        }
        return device;
    }

    @Override
    public UnitCopies copies() {
        return path.unit().copies();
    }

    @Override
    public boolean descriptorSense() {
        return path.modeState().descriptorSense();
    }

    @Override
    public void read(
            CopyJob job, long byteOffset, List<ByteBuffer> destination, int bytes, ChunkEnd end) {
        run(
                READ_16,
                false,
                byteOffset,
                job,
                end,
                (run, then) -> run.read(byteOffset, destination, bytes, then));
    }

    @Override
    public void write(
            CopyJob job, long byteOffset, List<ByteBuffer> source, int bytes, ChunkEnd end) {
        run(
                WRITE_16,
                true,
                byteOffset,
                job,
                end,
                (run, then) -> {
                    Durability durability = run.durability(false);
                    run.write(byteOffset, source, bytes, durability, then);
                });
    }

    @Override
    public void zero(CopyJob job, long byteOffset, long byteCount, ChunkEnd end) {
        run(
                WRITE_16,
                true,
                byteOffset,
                job,
                end,
                (run, then) -> {
                    if (path.thinProvisioned()) {
                        run.unmap(byteOffset, byteCount, then);
                    } else {
                        run.writeSame(byteOffset, byteCount, ZEROS.duplicate(), then);
                    }
                });
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> allocationStatus(
            long byteOffset, long byteCount) {
        try {
            Admission.admitCopy(path, READ_16, false);
            return device().allocationStatus(byteOffset, byteCount);
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    @FunctionalInterface
    private interface Call {
        void start(UnitExecution run, Completion then);
    }

    private void run(
            Cdb cdb, boolean changes, long byteOffset, CopyJob job, ChunkEnd end, Call call) {
        TaskSet tasks = path.unit().tasks();
        UnitExecution run = new UnitExecution(new CopyTask(path.nexus(), cdb, job), path);
        if (tasks.enter(run) == TaskSet.Entry.FULL) {
            end.ended(Refusal.of(ScsiStatus.TASK_SET_FULL, "task set full"));
            return;
        }
        run.useMedium();
        try {
            Admission.admitCopy(path, cdb, changes);
            call.start(
                    run,
                    outcome -> {
                        run.abandon();
                        end.ended(
                                outcome instanceof Outcome.Failed failed
                                        ? StorageErrors.refusal(failed, byteOffset / blockBytes())
                                        : null);
                    });
        } catch (Refusal refusal) {
            run.abandon();
            end.ended(refusal);
        }
    }
}
