package dev.rbdgate.scsi.background;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.background.WorkState.Failed;
import dev.rbdgate.scsi.background.WorkState.Idle;
import dev.rbdgate.scsi.background.WorkState.Running;
import dev.rbdgate.scsi.record.DamagedRecordException;
import dev.rbdgate.scsi.record.StoredSection;
import dev.rbdgate.scsi.record.UnitRecordStore;
import dev.rbdgate.scsi.record.UnitSection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background work of a unit. A job is in the unit's record from before it is accepted until it
 * has ended, so that one which the end of the gateway cuts short is done again from its beginning
 * when the unit comes back (SBC-4 4.11.2: a sanitize operation goes on after a power on), and a
 * failure is remembered.
 *
 * <p>{@link #state} is read by any thread and written under this object's lock, which also guards
 * the other fields. Nothing of others is called under it.
 */
public final class BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
    private static final byte[] NOTHING = {};

    /** What is kept as failed when the record cannot be understood. */
    private static final EraseJob UNKNOWN = EraseJob.unmap(EraseKind.SANITIZE, true);

    private final StoredSection section = new StoredSection(UnitSection.BACKGROUND_WORK);
    private final Executor afterBusy;
    private volatile WorkState state = Idle.INSTANCE;
    private @Nullable BlockDevice device;

    /**
     * @param afterBusy runs a task some seconds later
     */
    public BackgroundWork(Executor afterBusy) {
        this.afterBusy = afterBusy;
    }

    public WorkState state() {
        return state;
    }

    /**
     * Refuses what needs the medium while a job has it.
     *
     * @throws Refusal NOT READY with the progress, or MEDIUM ERROR after a failure
     */
    public void checkIdle() {
        Refusal refusal = state.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** A job that was accepted or not, and its end. */
    public record Submission(CompletableFuture<Void> accepted, CompletableFuture<Void> finished) {}

    /**
     * Begins a job. From now on {@link #state} says so.
     *
     * @param quiet asked once the job is accepted: completes when no command that came before uses
     *     the medium any longer
     * @return {@code accepted} completes when the job can no longer be forgotten; both fail with a
     *     {@link Refusal}
     */
    public Submission submit(EraseJob job, Supplier<CompletableFuture<Void>> quiet) {
        Running mine = new Running(job, new Progress(), new CompletableFuture<>());
        WorkState before;
        synchronized (this) {
            before = state;
            if (before instanceof Running) {
                throw Objects.requireNonNull(before.refusal());
            }
            state = mine;
        }
        CompletableFuture<Void> accepted =
                section.store(job.encode(false))
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                replace(mine, before);
                                mine.finished().completeExceptionally(failure);
                            }
                        });
        var _ = accepted.thenCompose(_ -> quiet.get()).whenComplete((_, _) -> run(mine));
        return new Submission(accepted, mine.finished());
    }

    /** EXIT FAILURE MODE, where the failed job allows it. */
    public CompletableFuture<Void> exitFailure() {
        WorkState before = state;
        if (!(before instanceof Failed)) {
            return CompletableFuture.completedFuture(null);
        }
        return section.store(NOTHING).thenRun(() -> replace(before, Idle.INSTANCE));
    }

    /** Takes up what the record says, before the unit is ready. */
    public void attach(UnitRecordStore records) {
        byte[] stored = section.attach(records);
        if (stored != null) {
            take(stored);
        }
    }

    private synchronized void take(byte[] stored) {
        if (stored.length == 0) {
            state = Idle.INSTANCE;
            return;
        }
        try {
            EraseJob.Stored known = EraseJob.decode(stored);
            state =
                    known.failed()
                            ? new Failed(known.job())
                            : new Running(known.job(), new Progress(), new CompletableFuture<>());
        } catch (DamagedRecordException damaged) {
            LOG.error("a unit counts as not sanitized: {}", damaged.getMessage());
            state = new Failed(UNKNOWN);
        }
    }

    /** The unit has its device: a job that was cut short is done again. */
    public void resume(BlockDevice attached) {
        synchronized (this) {
            device = attached;
        }
        if (state instanceof Running cutShort) {
            LOG.info("{} goes on from its beginning", cutShort.job().kind());
            run(cutShort);
        }
    }

    /** The device is gone: what runs is cut short, and who waits for it is told. */
    public void detach() {
        WorkState before;
        synchronized (this) {
            device = null;
            before = state;
            if (before instanceof Running(EraseJob job, _, _)) {
                state = new Running(job, new Progress(), new CompletableFuture<>());
            }
        }
        section.detach();
        if (before instanceof Running cutShort) {
            cutShort.finished().completeExceptionally(Refusal.notReady());
        }
    }

    private void run(Running mine) {
        BlockDevice target;
        synchronized (this) {
            target = mine.equals(state) ? device : null;
        }
        if (target == null) {
            return;
        }
        try {
            new EraseRun(
                            mine.job(),
                            target,
                            mine.progress(),
                            () -> isOn(target),
                            outcome -> ended(mine, outcome),
                            afterBusy)
                    .start();
        } catch (RuntimeException | OutOfMemoryError defect) {
            failed(mine, defect.toString());
        }
    }

    private synchronized boolean isOn(BlockDevice target) {
        return target.equals(device);
    }

    private void ended(Running mine, @Nullable Outcome outcome) {
        if (!mine.equals(state)) {
            LOG.info("{} was cut short", mine.job().kind());
            return;
        }
        switch (outcome) {
            case null -> mine.finished().completeExceptionally(Refusal.notReady());
            case Outcome.Done _ -> done(mine);
            case Outcome.Failed(BlockError error, String detail) -> {
                if (error == BlockError.NOT_READY || error == BlockError.FENCED) {
                    // It goes on when the unit gets its device back.
                    LOG.warn("{} was cut short: {} {}", mine.job().kind(), error, detail);
                    mine.finished().completeExceptionally(Refusal.notReady());
                } else {
                    failed(mine, error + ": " + detail);
                }
            }
            case Outcome.Miscompare _ -> failed(mine, outcome.toString());
        }
    }

    /** The record has to forget the job first: another restart must not erase newer data. */
    private void done(Running mine) {
        var _ =
                section.store(NOTHING)
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                failed(mine, "its end could not be recorded: " + failure);
                            } else {
                                replace(mine, Idle.INSTANCE);
                                mine.finished().complete(null);
                            }
                        });
    }

    private void failed(Running mine, String detail) {
        if (!mine.equals(state)) {
            return;
        }
        LOG.error("{} has failed: {}", mine.job().kind(), detail);
        Failed failed = new Failed(mine.job());
        var _ =
                section.store(mine.job().encode(true))
                        .whenComplete((_, notStored) -> {
                            if (notStored != null) {
                                LOG.error("and that could not be recorded", notStored);
                            }
                            replace(mine, failed);
                            mine.finished()
                                    .completeExceptionally(
                                            Objects.requireNonNull(failed.refusal()));
                        });
    }

    private synchronized void replace(WorkState expected, WorkState next) {
        if (expected.equals(state)) {
            state = next;
        }
    }
}
