package dev.rbdgate.gateway.control;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Long work since the start of the service, running and over. Thread-safe. */
public final class Tasks {

    private static final Logger log = LoggerFactory.getLogger(Tasks.class);

    /** Finished tasks beyond this number are forgotten, oldest first. */
    private static final int FINISHED_LIMIT = 1000;

    /** Tasks that may run at a time. */
    private static final int RUNNING_LIMIT = 64;

    private final Map<Long, TaskStatus> byNumber = new TreeMap<>();
    private long lastNumber;

    /** Work that is done within this needs no task to follow. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** A started task. */
    record Started(String id, CompletableFuture<Void> done) {}

    /** Starts work that reports its progress, 0 to 1. */
    Started start(
            String kind, String subject, Function<DoubleConsumer, CompletableFuture<Void>> work) {
        long number;
        synchronized (this) {
            long running = byNumber.values().stream().filter(it -> !it.state().isOver()).count();
            if (running >= RUNNING_LIMIT) {
                throw RefusedException.of(
                        RefusedException.Kind.UNAVAILABLE,
                        RUNNING_LIMIT + " tasks are running, which is the limit");
            }
            number = ++lastNumber;
            update(number, kind, subject, TaskStatus.State.RUNNING, 0, Optional.empty());
        }
        CompletableFuture<Void> done =
                started(work, part -> progress(number, part))
                        .whenComplete((_, failure) -> finished(number, failure));
        return new Started(Long.toString(number), done);
    }

    /**
     * Starts work as a task.
     *
     * @param afterwards runs when it has succeeded, before the task counts as such; may block
     */
    TaskStatus run(
            String kind,
            String subject,
            Function<DoubleConsumer, CompletableFuture<Void>> work,
            Runnable afterwards) {
        return get(start(kind, subject, work, afterwards).id());
    }

    /**
     * Starts work as a task and waits a moment for its end.
     *
     * @param afterwards as in {@link #run}
     * @return the task, if it goes on
     * @throws RefusedException if it has failed by then
     */
    Optional<TaskStatus> brieflyOrAsTask(
            String kind,
            String subject,
            Function<DoubleConsumer, CompletableFuture<Void>> work,
            Runnable afterwards) {
        Started task = start(kind, subject, work, afterwards);
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
    void runToEnd(
            String kind, String subject, Function<DoubleConsumer, CompletableFuture<Void>> work) {
        try {
            start(kind, subject, work).done().join();
        } catch (CompletionException | CancellationException e) {
            throw Waiting.refusal(e);
        }
    }

    private Started start(
            String kind,
            String subject,
            Function<DoubleConsumer, CompletableFuture<Void>> work,
            Runnable afterwards) {
        return start(
                kind,
                subject,
                progress ->
                        work.apply(progress).thenRunAsync(afterwards, Thread::startVirtualThread));
    }

    private static boolean isDoneSoon(CompletableFuture<Void> done) {
        return done.handle((_, _) -> true)
                .completeOnTimeout(false, AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static CompletableFuture<Void> started(
            Function<DoubleConsumer, CompletableFuture<Void>> work, DoubleConsumer progress) {
        try {
            return work.apply(progress);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void progress(long number, double part) {
        TaskStatus task = byNumber.get(number);
        if (task != null && !task.state().isOver()) {
            int percent = (int) Math.clamp(part * 100, 0, 100);
            update(number, task.kind(), task.subject(), task.state(), percent, Optional.empty());
        }
    }

    private synchronized void finished(long number, Throwable failure) {
        TaskStatus task = byNumber.get(number);
        if (task == null) {
            return;
        }
        if (failure == null) {
            update(
                    number,
                    task.kind(),
                    task.subject(),
                    TaskStatus.State.SUCCEEDED,
                    100,
                    Optional.empty());
        } else {
            String message = String.valueOf(Waiting.refusal(failure).getMessage());
            log.warn("{} of {} failed: {}", task.kind(), task.subject(), message);
            update(
                    number,
                    task.kind(),
                    task.subject(),
                    TaskStatus.State.FAILED,
                    task.percent(),
                    Optional.of(message));
        }
        List<Long> over =
                byNumber.entrySet().stream()
                        .filter(it -> it.getValue().state().isOver())
                        .map(Map.Entry::getKey)
                        .toList();
        over.subList(0, Math.max(0, over.size() - FINISHED_LIMIT)).forEach(byNumber::remove);
    }

    private void update(
            long number,
            String kind,
            String subject,
            TaskStatus.State state,
            int percent,
            Optional<String> error) {
        byNumber.put(
                number,
                new TaskStatus(Long.toString(number), kind, subject, state, percent, error));
    }

    /** Every task, oldest first. */
    public synchronized Collection<TaskStatus> list() {
        return List.copyOf(byNumber.values());
    }

    public synchronized TaskStatus get(String id) {
        return find(id).getValue();
    }

    /** Forgets a task that is over. What runs now cannot be cancelled. */
    public synchronized void delete(String id) {
        Map.Entry<Long, TaskStatus> task = find(id);
        if (!task.getValue().state().isOver()) {
            throw RefusedException.conflict(
                    "", task.getValue().kind() + " cannot be cancelled once it runs");
        }
        byNumber.remove(task.getKey());
    }

    private Map.Entry<Long, TaskStatus> find(String id) {
        return byNumber.entrySet().stream()
                .filter(it -> it.getValue().id().equals(id))
                .findFirst()
                .orElseThrow(() -> RefusedException.notFound("there is no task " + id));
    }
}
