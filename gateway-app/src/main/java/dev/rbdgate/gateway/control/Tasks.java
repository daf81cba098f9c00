package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.WorkRecord;
import dev.rbdgate.rbd.image.WorkRecord.End;
import dev.rbdgate.rbd.image.WorkRecords;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Long work, running and over. Thread-safe.
 *
 * <p>What can be taken up again is recorded in the store before it begins and when it ends: a
 * restart lists it under its old number, and goes on with what had not ended.
 */
public final class Tasks {

    private static final Logger log = LoggerFactory.getLogger(Tasks.class);

    /** Finished tasks beyond this number are forgotten, oldest first. */
    private static final int FINISHED_LIMIT = 1000;

    /** Tasks that may run at a time. */
    private static final int RUNNING_LIMIT = 64;

    /** Work that is done within this needs no task to follow. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final WorkRecords records;
    private final BiConsumer<String, TaskStatus> cancelled;
    private final InstantSource clock;
    private final Map<Long, Task> byNumber = new TreeMap<>();
    private long lastNumber;
    private boolean closing;

    /**
     * @param records of this gateway's work
     * @param cancelled told who has asked to cancel what
     */
    Tasks(WorkRecords records, BiConsumer<String, TaskStatus> cancelled, InstantSource clock) {
        this.records = records;
        this.cancelled = cancelled;
        this.clock = clock;
    }

    /** A started task. */
    record Started(String id, CompletableFuture<Void> done) {}

    /**
     * Lists what was recorded before a restart, and takes up what had not ended; of what was to be
     * cancelled it takes away what it has left.
     *
     * @param known the work of a record, by its kind; empty for a kind that this version lacks
     */
    void restore(Function<WorkRecord, Optional<Work>> known) {
        List<WorkRecord> all = Waiting.on(records.list());
        synchronized (this) {
            for (WorkRecord record : all) {
                lastNumber = Math.max(lastNumber, record.number());
                byNumber.put(record.number(), new Task(records, record));
            }
        }
        for (WorkRecord record : all) {
            if (record.end().isEmpty()) {
                resume(record, known);
            }
        }
    }

    private void resume(WorkRecord record, Function<WorkRecord, Optional<Work>> known) {
        Task task = find(Long.toString(record.number()));
        Optional<Work> work;
        try {
            work = known.apply(record);
        } catch (RuntimeException e) {
            var _ = over(task, failed(e));
            return;
        }
        if (work.isEmpty()) {
            var _ = over(task, new End.Failed("this version cannot go on with it"));
            return;
        }
        log.info(
                "Going on with task {}: {} of {}",
                record.number(),
                record.kind(),
                record.subject());
        task.isTakenUp(work.get());
        var _ = begin(task, work.get());
    }

    /** Starts work that a restart ends. */
    Started start(Work work) {
        return begin(listed(work), work);
    }

    /** Starts work that a restart interrupts: it is recorded first. */
    Started start(Work work, Work.Resumable resumable) {
        Task task = listed(work);
        TaskStatus status = task.status();
        WorkRecord record =
                new WorkRecord(
                        task.number(),
                        work.kind(),
                        work.subject(),
                        resumable.actor(),
                        status.started(),
                        resumable.arguments(),
                        false,
                        Optional.empty());
        try {
            Waiting.on(task.record(record));
        } catch (RuntimeException e) {
            synchronized (this) {
                byNumber.remove(task.number());
            }
            throw e;
        }
        return begin(task, work);
    }

    private synchronized Task listed(Work work) {
        long running = byNumber.values().stream().filter(it -> !it.isOver()).count();
        if (running >= RUNNING_LIMIT) {
            throw RefusedException.of(
                    RefusedException.Kind.UNAVAILABLE,
                    RUNNING_LIMIT + " tasks are running, which is the limit");
        }
        long number = ++lastNumber;
        Task task = new Task(records, number, work, clock.instant());
        byNumber.put(number, task);
        return task;
    }

    private Started begin(Task task, Work work) {
        CompletableFuture<Void> done =
                started(task, work)
                        .thenRunAsync(work.afterwards(), Thread::startVirtualThread)
                        .<@Nullable Throwable>handle((_, failure) -> failure)
                        .thenCompose(failure ->
                                failure == null
                                        ? over(task, new End.Succeeded())
                                        : stopped(task, work, failure));
        return new Started(task.status().id(), done);
    }

    private static CompletableFuture<Void> started(Task task, Work work) {
        if (task.isCancelled()) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        try {
            return work.run().apply(task);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What the end of the service cuts short has no end: the next start goes on with it. */
    private CompletableFuture<Void> stopped(Task task, Work work, Throwable failure) {
        if (isClosing()) {
            return CompletableFuture.failedFuture(failure);
        }
        return undone(work)
                .<@Nullable Throwable>handle((_, left) -> left)
                .thenCompose(left -> {
                    if (isClosing()) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    if (left != null) {
                        log.warn("What {} has left was not taken away", work.kind(), left);
                    }
                    return task.isCancelled()
                            ? cancelled(task, left)
                            : over(task, failed(failure))
                                    .thenCompose(_ -> CompletableFuture.failedFuture(failure));
                });
    }

    private static CompletableFuture<Void> undone(Work work) {
        try {
            return work.undo().orElse(() -> CompletableFuture.completedFuture(null)).get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * @param left why what it has left is still there; null if it is not
     */
    private CompletableFuture<Void> cancelled(Task task, @Nullable Throwable left) {
        String what = task.status().kind() + " of " + task.status().subject();
        End end =
                left == null
                        ? new End.Cancelled()
                        : new End.Failed(
                                "it was cancelled, but not all that it has left is gone: "
                                        + Waiting.refusal(left).getMessage());
        return over(task, end)
                .thenCompose(_ ->
                        CompletableFuture.failedFuture(
                                RefusedException.conflict("", what + " was cancelled")));
    }

    private static End failed(Throwable failure) {
        return new End.Failed(String.valueOf(Waiting.refusal(failure).getMessage()));
    }

    /** Takes note of an end; completes when that is recorded, or could not be. */
    private CompletableFuture<Void> over(Task task, End end) {
        TaskStatus status = task.status();
        switch (end) {
            case End.Succeeded _ -> {}
            case End.Failed(String why) ->
                    log.warn("{} of {} failed: {}", status.kind(), status.subject(), why);
            case End.Cancelled _ ->
                    log.info("{} of {} was cancelled", status.kind(), status.subject());
        }
        CompletableFuture<Void> recorded = task.end(end);
        forgetOldest();
        return recorded;
    }

    /** Starts work as a task. */
    TaskStatus run(Work work) {
        return get(start(work).id());
    }

    /** Starts work as a task that survives a restart. */
    TaskStatus run(Work work, Work.Resumable resumable) {
        return get(start(work, resumable).id());
    }

    /**
     * Starts work as a task and waits a moment for its end.
     *
     * @return the task, if it goes on
     * @throws RefusedException if it has failed by then
     */
    Optional<TaskStatus> brieflyOrAsTask(Work work) {
        return brieflyOrAsTask(start(work));
    }

    /** The same for work that survives a restart. */
    Optional<TaskStatus> brieflyOrAsTask(Work work, Work.Resumable resumable) {
        return brieflyOrAsTask(start(work, resumable));
    }

    private Optional<TaskStatus> brieflyOrAsTask(Started task) {
        if (isDoneSoon(task.done())) {
            Waiting.on(task.done());
            return Optional.empty();
        }
        return Optional.of(get(task.id()));
    }

    /**
     * Runs work as a task and waits for its end, however long that takes.
     *
     * @throws RefusedException if it fails
     */
    void runToEnd(Work work) {
        try {
            start(work).done().join();
        } catch (CompletionException | CancellationException e) {
            throw Waiting.refusal(e);
        }
    }

    private static boolean isDoneSoon(CompletableFuture<Void> done) {
        return done.handle((_, _) -> true)
                .completeOnTimeout(false, AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void forgetOldest() {
        List<Task> oldest;
        synchronized (this) {
            List<Long> over =
                    byNumber.entrySet().stream()
                            .filter(it -> it.getValue().isOver())
                            .map(Map.Entry::getKey)
                            .toList();
            oldest =
                    over.subList(0, Math.max(0, over.size() - FINISHED_LIMIT)).stream()
                            .map(byNumber::remove)
                            .toList();
        }
        oldest.forEach(Task::forgetSometime);
    }

    /** From now on what fails was cut short. */
    synchronized void close() {
        closing = true;
    }

    synchronized boolean isClosing() {
        return closing;
    }

    /** Every task, oldest first. */
    public synchronized Collection<TaskStatus> list() {
        return byNumber.values().stream().map(Task::status).toList();
    }

    public TaskStatus get(String id) {
        return find(id).status();
    }

    /**
     * Asks a task to stop, which it does some time later, and takes away what it has left. A
     * restart does not take it up again. Asked again, it is no change.
     *
     * @throws RefusedException if it is over, or cannot be undone
     */
    public TaskStatus cancel(String actor, String id) {
        Task task = find(id);
        boolean asked = task.isCancelled();
        Waiting.on(task.cancel());
        TaskStatus status = task.status();
        if (!asked) {
            cancelled.accept(actor, status);
        }
        return status;
    }

    /**
     * Forgets a task that is over.
     *
     * @throws RefusedException if it is not
     */
    public void forget(String id) {
        Task task = find(id);
        synchronized (this) {
            if (!task.isOver()) {
                throw RefusedException.conflict("", "task %s is running".formatted(id));
            }
            byNumber.remove(task.number());
        }
        Waiting.on(task.forget());
    }

    private synchronized Task find(String id) {
        return byNumber.values().stream()
                .filter(it -> it.status().id().equals(id))
                .findFirst()
                .orElseThrow(() -> RefusedException.notFound("there is no task " + id));
    }
}
