package dev.rbdgate.gateway.control;

import dev.rbdgate.gateway.control.TaskStatus.Cancelling;
import dev.rbdgate.rbd.image.WorkRecord;
import dev.rbdgate.rbd.image.WorkRecords;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of the list, and its record if a restart is not to end it. Thread-safe.
 *
 * <pre>
 * running ── cancel ──> running, asked ──> cancelled
 *    └──────────────────────┴───────────> succeeded, failed
 * </pre>
 *
 * <p>What is written of it is written in order, one after the other.
 */
final class Task implements Progress {

    private static final Logger log = LoggerFactory.getLogger(Task.class);
    private static final int PERCENT = 100;

    private final WorkRecords records;
    private final long number;
    private TaskStatus status;
    private @Nullable WorkRecord record;
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);

    /** A task that runs and that a restart ends. */
    Task(WorkRecords records, long number, Work work, Instant started) {
        this.records = records;
        this.number = number;
        this.status =
                new TaskStatus(
                        Long.toString(number),
                        work.kind(),
                        work.subject(),
                        TaskStatus.State.RUNNING,
                        0,
                        Optional.empty(),
                        work.sizeBytes(),
                        started,
                        cancelling(work));
    }

    /** A task as it was recorded. */
    Task(WorkRecords records, WorkRecord record) {
        this.records = records;
        this.number = record.number();
        this.record = record;
        TaskStatus running =
                new TaskStatus(
                        Long.toString(record.number()),
                        record.kind(),
                        record.subject(),
                        TaskStatus.State.RUNNING,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        record.started(),
                        record.cancelAsked() ? Cancelling.ASKED : Cancelling.IMPOSSIBLE);
        this.status = record.end().map(running::ended).orElse(running);
    }

    private static Cancelling cancelling(Work work) {
        return work.undo().isPresent() ? Cancelling.POSSIBLE : Cancelling.IMPOSSIBLE;
    }

    long number() {
        return number;
    }

    synchronized TaskStatus status() {
        return status;
    }

    boolean isOver() {
        return status().state().isOver();
    }

    /** Takes note of what a recorded task turns out to be when it is taken up again. */
    synchronized void isTakenUp(Work work) {
        if (status.cancelling() != Cancelling.ASKED) {
            status = status.with(cancelling(work));
        }
    }

    /** Completes when it is recorded, so that a restart takes it up. */
    synchronized CompletableFuture<Void> record(WorkRecord first) {
        record = first;
        return write(() -> records.put(first));
    }

    @Override
    public synchronized void accept(double part) {
        if (!status.state().isOver()) {
            status = status.at((int) Math.clamp(part * PERCENT, 0, PERCENT));
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return status.cancelling() == Cancelling.ASKED;
    }

    /**
     * Asks it to stop, which it does some time later.
     *
     * @return completes when a restart would not take it up again
     * @throws RefusedException if it is over, or has to go on to its end
     */
    synchronized CompletableFuture<Void> cancel() {
        if (status.state().isOver()) {
            throw RefusedException.conflict(
                    "", "%s is over, so there is nothing to cancel".formatted(what()));
        }
        if (status.cancelling() == Cancelling.IMPOSSIBLE) {
            throw RefusedException.conflict(
                    "",
                    "%s cannot be cancelled: what it has begun cannot be undone".formatted(what()));
        }
        status = status.with(Cancelling.ASKED);
        WorkRecord now = record;
        if (now == null) {
            return CompletableFuture.completedFuture(null);
        }
        WorkRecord cancelling = now.cancelling();
        record = cancelling;
        return write(() -> records.put(cancelling));
    }

    private String what() {
        return "task %s, %s of %s,".formatted(status.id(), status.kind(), status.subject());
    }

    /**
     * Takes note of the end.
     *
     * @return completes when that is recorded, or could not be: what is done is found done again
     */
    synchronized CompletableFuture<Void> end(WorkRecord.End how) {
        status = status.ended(how);
        WorkRecord now = record;
        if (now == null) {
            return CompletableFuture.completedFuture(null);
        }
        WorkRecord ended = now.ended(how);
        record = ended;
        return noted(write(() -> records.put(ended)));
    }

    /** Removes its record. */
    synchronized CompletableFuture<Void> forget() {
        return record == null
                ? CompletableFuture.completedFuture(null)
                : write(() -> records.remove(number));
    }

    /** The same, where nobody waits for it. */
    void forgetSometime() {
        var _ = noted(forget());
    }

    private CompletableFuture<Void> noted(CompletableFuture<Void> write) {
        return write.exceptionally(failure -> {
            log.warn("The record of task {} was not brought up to date", status().id(), failure);
            return null;
        });
    }

    private CompletableFuture<Void> write(Supplier<CompletableFuture<Void>> write) {
        CompletableFuture<Void> next = written.handle((_, _) -> true).thenCompose(_ -> write.get());
        written = next;
        return next;
    }
}
