package dev.rbdgate.scsi.background;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.StepLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites all blocks of a device, a chunk at a time, and makes that durable. One chunk is under
 * way at any time, so it leaves room for other units and its memory is bounded.
 */
final class EraseRun {

    /** One call of the device that writes. */
    static final int WRITE_CHUNK_BYTES = 4 << 20;

    /** One call that may be done without writing. */
    static final int LARGE_CHUNK_BYTES = 256 << 20;

    /** How often in a row a device may be busy before that counts as a failure. */
    static final int MAX_BUSY = 60;

    private final EraseJob job;
    private final BlockDevice device;
    private final Progress progress;
    private final BooleanSupplier isCurrent;
    private final Consumer<@Nullable Outcome> end;
    private final Executor afterBusy;

    private long total;
    private int pass;
    private long offset;
    private int busy;
    private ByteBuffer data = ByteBuffer.allocateDirect(0);

    /**
     * @param isCurrent asked before each chunk; no further one is begun once it is false
     * @param end told how the run ended: done, failed, or null when it was no longer current
     * @param afterBusy runs a task some seconds later
     */
    EraseRun(
            EraseJob job,
            BlockDevice device,
            Progress progress,
            BooleanSupplier isCurrent,
            Consumer<@Nullable Outcome> end,
            Executor afterBusy) {
        this.job = job;
        this.device = device;
        this.progress = progress;
        this.isCurrent = isCurrent;
        this.end = end;
        this.afterBusy = afterBusy;
    }

    void start() {
        int blockBytes = Math.max(job.pattern().length, 1);
        // A part of a block at the end of an image is in no logical block.
        total = device.sizeBytes() / blockBytes * blockBytes;
        progress.begin(total * job.passes());
        prepare();
        new StepLoop(this::step).next();
    }

    private void step(StepLoop loop) {
        if (!isCurrent.getAsBoolean()) {
            end.accept(null);
        } else if (offset < total) {
            chunk(loop);
        } else if (pass + 1 < job.passes()) {
            pass++;
            offset = 0;
            prepare();
            loop.next();
        } else {
            device.flush(end::accept);
        }
    }

    private void chunk(StepLoop loop) {
        switch (job.method()) {
            case UNMAP -> {
                long bytes = Math.min(total - offset, LARGE_CHUNK_BYTES);
                device.unmap(
                        offset, bytes, Durability.CACHED, outcome -> done(outcome, bytes, loop));
            }
            case FILL -> {
                long bytes = Math.min(total - offset, LARGE_CHUNK_BYTES);
                device.writeSame(
                        offset,
                        bytes,
                        data,
                        Durability.CACHED,
                        outcome -> done(outcome, bytes, loop));
            }
            case OVERWRITE -> {
                int bytes = (int) Math.min(total - offset, data.capacity());
                device.write(
                        offset,
                        List.of(data.slice(0, bytes)),
                        Durability.CACHED,
                        outcome -> done(outcome, bytes, loop));
            }
        }
    }

    private void done(Outcome outcome, long bytes, StepLoop loop) {
        if (outcome instanceof Outcome.Done) {
            busy = 0;
            offset += bytes;
            progress.to(total * pass + offset);
            loop.next();
        } else if (outcome instanceof Outcome.Failed(BlockError error, _)
                && error == BlockError.BUSY
                && busy < MAX_BUSY) {
            busy++;
            afterBusy.execute(loop::next);
        } else {
            end.accept(outcome);
        }
    }

    /** The pattern of the pass: a block, or as many as one call writes. */
    private void prepare() {
        if (job.method() == EraseMethod.UNMAP) {
            return;
        }
        byte[] block = job.block(pass);
        int blocks = job.method() == EraseMethod.OVERWRITE ? WRITE_CHUNK_BYTES / block.length : 1;
        if (data.capacity() == 0) {
            data = ByteBuffer.allocateDirect(blocks * block.length);
        }
        data.clear();
        for (int index = 0; index < blocks; index++) {
            data.put(block);
        }
        data.clear();
    }
}
