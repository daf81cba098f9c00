package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.WorkRecord;
import dev.rbdgate.rbd.image.WorkRecords;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
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
    private final InstantSource clock;
    private final Map<Long, TaskStatus> byNumber = new TreeMap<>();
    private final Map<Long, WorkRecord> recorded = new TreeMap<>();
    private long lastNumber;
    private boolean closing;

    /**
     * @param records of this gateway's work
     */
    Tasks(WorkRecords records, InstantSource clock) {
        this.records = records;
        this.clock = clock;
    }

    /** A started task. */
    record Started(String id, CompletableFuture<Void> done) {}

    /**
     * Lists what was recorded before a restart, and takes up what had not ended.
     *
     * @param known the work of a record, by its kind; empty for a kind that this version lacks
     */
    void restore(Function<WorkRecord, Optional<Work>> known) {
        List<WorkRecord> all = Waiting.on(records.list());
        synchronized (this) {
            for (WorkRecord record : all) {
                lastNumber = Math.max(lastNumber, record.number());
                recorded.put(record.number(), record);
                byNumber.put(record.number(), status(record));
            }
        }
        for (WorkRecord record : all) {
            if (record.end().isEmpty()) {
                resume(record, known);
            }
        }
    }

    private static TaskStatus status(WorkRecord record) {
        TaskStatus running =
                new TaskStatus(
                        Long.toString(record.number()),
                        record.kind(),
                        record.subject(),
                        TaskStatus.State.RUNNING,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        record.started());
        return record.end().map(end -> running.ended(end.error())).orElse(running);
    }

    private void resume(WorkRecord record, Function<WorkRecord, Optional<Work>> known) {
        Optional<Work> work;
        try {
            work = known.apply(record);
        } catch (RuntimeException e) {
            var _ = finished(record.number(), e);
            return;
        }
        if (work.isEmpty()) {
            var _ =
                    finished(
                            record.number(),
                            RefusedException.conflict("", "this version cannot go on with it"));
            return;
        }
        log.info(
                "Going on with task {}: {} of {}",
                record.number(),
                record.kind(),
                record.subject());
        var _ = begin(record.number(), work.get());
    }

    /** Starts work that a restart ends. */
    Started start(Work work) {
        return begin(number(work), work);
    }

    /** Starts work that a restart interrupts: it is recorded first. */
    Started start(Work work, Work.Resumable resumable) {
        long number = number(work);
        WorkRecord record =
                new WorkRecord(
                        number,
                        work.kind(),
                        work.subject(),
                        resumable.actor(),
                        clock.instant(),
                        resumable.arguments(),
                        Optional.empty());
        try {
            Waiting.on(records.put(record));
        } catch (RuntimeException e) {
            synchronized (this) {
                byNumber.remove(number);
            }
            throw e;
        }
        synchronized (this) {
            recorded.put(number, record);
        }
        return begin(number, work);
    }

    private synchronized long number(Work work) {
        long running = byNumber.values().stream().filter(it -> !it.state().isOver()).count();
        if (running >= RUNNING_LIMIT) {
            throw RefusedException.of(
                    RefusedException.Kind.UNAVAILABLE,
                    RUNNING_LIMIT + " tasks are running, which is the limit");
        }
        long number = ++lastNumber;
        byNumber.put(
                number,
                new TaskStatus(
                        Long.toString(number),
                        work.kind(),
                        work.subject(),
                        TaskStatus.State.RUNNING,
                        0,
                        Optional.empty(),
                        work.sizeBytes(),
                        clock.instant()));
        return number;
    }

    private Started begin(long number, Work work) {
        CompletableFuture<Void> end =
                started(work, part -> progress(number, part))
                        .thenRunAsync(work.afterwards(), Thread::startVirtualThread);
        CompletableFuture<Void> noted =
                end.<@Nullable Throwable>handle((_, failure) -> failure)
                        .thenCompose(failure -> finished(number, failure));
        return new Started(Long.toString(number), noted.thenCompose(_ -> end));
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

    private static CompletableFuture<Void> started(Work work, DoubleConsumer progress) {
        try {
            return work.run().apply(progress);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void progress(long number, double part) {
        TaskStatus task = byNumber.get(number);
        if (task != null && !task.state().isOver()) {
            byNumber.put(number, task.at((int) Math.clamp(part * 100, 0, 100)));
        }
    }

    /**
     * Takes note of the end.
     *
     * @param failure null if there was none
     * @return completes when that is recorded, or could not be
     */
    private CompletableFuture<Void> finished(long number, @Nullable Throwable failure) {
        Optional<String> why =
                Optional.ofNullable(failure)
                        .map(it -> String.valueOf(Waiting.refusal(it).getMessage()));
        Set<Long> forgotten;
        Optional<WorkRecord> record;
        synchronized (this) {
            TaskStatus task = byNumber.get(number);
            if (task == null || (closing && why.isPresent())) {
                return CompletableFuture.completedFuture(
                        null); // cut short by the end of the service: the next start goes on with
                // it
            }
            why.ifPresent(it -> log.warn("{} of {} failed: {}", task.kind(), task.subject(), it));
            byNumber.put(number, task.ended(why));
            record =
                    Optional.ofNullable(
                            recorded.computeIfPresent(number, (_, it) -> it.ended(why)));
            forgotten = forgetOldest();
        }
        forgotten.forEach(it -> {
            var _ = noted(records.remove(it), it);
        });
        return record.map(it -> noted(records.put(it), number))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** A record that says less than is so does no harm: what is done is found done again. */
    private static CompletableFuture<Void> noted(CompletableFuture<Void> written, long number) {
        return written.exceptionally(failure -> {
            log.warn("The record of task {} was not brought up to date", number, failure);
            return null;
        });
    }

    /** The recorded ones among the forgotten. */
    private Set<Long> forgetOldest() {
        List<Long> over =
                byNumber.entrySet().stream()
                        .filter(it -> it.getValue().state().isOver())
                        .map(Map.Entry::getKey)
                        .toList();
        Set<Long> oldest =
                new HashSet<>(over.subList(0, Math.max(0, over.size() - FINISHED_LIMIT)));
        oldest.forEach(byNumber::remove);
        oldest.removeIf(it -> recorded.remove(it) == null);
        return oldest;
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
        return List.copyOf(byNumber.values());
    }

    public synchronized TaskStatus get(String id) {
        return find(id).getValue();
    }

    /** Forgets a task that is over. What runs now cannot be cancelled. */
    public void delete(String id) {
        long number;
        boolean wasRecorded;
        synchronized (this) {
            Map.Entry<Long, TaskStatus> task = find(id);
            if (!task.getValue().state().isOver()) {
                throw RefusedException.conflict(
                        "", task.getValue().kind() + " cannot be cancelled once it runs");
            }
            number = task.getKey();
            byNumber.remove(number);
            wasRecorded = recorded.remove(number) != null;
        }
        if (wasRecorded) {
            Waiting.on(records.remove(number));
        }
    }

    private Map.Entry<Long, TaskStatus> find(String id) {
        return byNumber.entrySet().stream()
                .filter(it -> it.getValue().id().equals(id))
                .findFirst()
                .orElseThrow(() -> RefusedException.notFound("there is no task " + id));
    }
}
