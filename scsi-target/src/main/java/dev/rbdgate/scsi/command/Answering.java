package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.context.UnitContext;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One command's way to its answer. Every command ends through {@link #end}, once; refusals become
 * sense data here and nowhere else.
 */
public abstract class Answering {

    private static final RefusalLog LOG = new RefusalLog(System::nanoTime);
    private static final AtomicIntegerFieldUpdater<Answering> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(Answering.class, "ended");

    private final ScsiTask task;

    /** Set by the thread that runs the command, read by one that aborts it. */
    private volatile boolean detached;

    /** 1 after the end. Only by {@link #ENDED}. */
    @SuppressWarnings("unused")
    private volatile int ended;

    Answering(ScsiTask task) {
        this.task = task;
    }

    /** The unit, or null for a LUN that is not there. */
    protected abstract @Nullable UnitContext unitOrNull();

    /**
     * Called once, after the task was completed.
     *
     * @param sense with CHECK CONDITION, else null
     */
    protected abstract void ended(ScsiStatus status, @Nullable Sense sense);

    /** Runs a step of the command; what it throws ends the command. */
    protected final void step(Runnable step) {
        try {
            step.run();
        } catch (Refusal refusal) {
            refuse(refusal);
        } catch (OutOfMemoryError full) {
            refuse(Refusal.of(ScsiStatus.BUSY, "no memory for the transfer"));
        } catch (RuntimeException | AssertionError defect) {
            LOG.defect(task, defect);
            refuse(Refusal.internal("defect: " + defect));
        }
    }

    public final ScsiTask task() {
        return task;
    }

    Nexus nexus() {
        return task.nexus();
    }

    boolean hasUnit() {
        return unitOrNull() != null;
    }

    /** The unit; a LUN that is not there refuses the command. */
    UnitContext unit() {
        UnitContext unit = unitOrNull();
        if (unit == null) {
            throw Refusal.logicalUnitNotSupported();
        }
        return unit;
    }

    /** A direct buffer that its taker passes to {@link #good} or releases. */
    ByteBuf allocate(int bytes) {
        return task.allocator().directBuffer(bytes, bytes);
    }

    /**
     * From now on the command only waits for what goes on without it: when it is aborted it ends at
     * once.
     */
    void detach() {
        detached = true;
        if (task.isAborted()) {
            abandon();
        }
    }

    /** After an abort: ends a command that has nothing to finish. */
    public final void abandonIfDetached() {
        if (detached) {
            abandon();
        }
    }

    /** Completes the task without an answer: it was aborted. */
    public final void abandon() {
        end(ScsiStatus.TASK_ABORTED, null, 0, null);
    }

    /** GOOD without data-in. */
    void good(long fullLength) {
        end(ScsiStatus.GOOD, null, fullLength, null);
    }

    /** GOOD with data-in, whose ownership passes on. */
    void good(ByteBuf dataIn) {
        end(ScsiStatus.GOOD, dataIn, dataIn.readableBytes(), null);
    }

    /** GOOD with parameter data, cut to the allocation length. */
    void good(byte[] parameterData, long allocationLength) {
        int bytes = (int) Math.min(parameterData.length, allocationLength);
        good(allocate(bytes).writeBytes(parameterData, 0, bytes));
    }

    /** Ends with an answer that is neither GOOD nor a refusal. */
    void end(ScsiStatus status) {
        end(status, null, 0, null);
    }

    /** Ends as the device's call did. */
    void end(Outcome outcome, long lba, long fullLength) {
        switch (outcome) {
            case Outcome.Done _ -> good(fullLength);
            case Outcome.Miscompare(int byteOffset) -> refuse(Refusal.miscompare(byteOffset));
            case Outcome.Failed failed -> refuse(StorageErrors.refusal(failed, lba));
        }
    }

    /** The one place where a refusal becomes an answer. */
    public final void refuse(Refusal refusal) {
        if (!task.isAborted()) {
            LOG.log(task, refusal);
        }
        Sense sense = refusal.sense();
        UnitContext unit = unitOrNull();
        end(
                refusal.status(),
                null,
                0,
                sense == null
                        ? null
                        : sense.withDescriptorFormat(
                                unit != null && unit.modeState().descriptorSense()));
    }

    private void end(
            ScsiStatus status, @Nullable ByteBuf dataIn, long fullLength, @Nullable Sense sense) {
        if (!ENDED.compareAndSet(this, 0, 1)) {
            if (dataIn != null) {
                dataIn.release();
            }
            return;
        }
        try {
            task.complete(status, dataIn, fullLength, sense);
        } finally {
            ended(status, sense);
        }
    }
}
