package dev.rbdgate.iscsi.session;

import dev.rbdgate.block.Throttle;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.RejectReason;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask.DataOutReceiver;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.TaskManagement;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The SCSI tasks of a session: from command PDUs to the device server and back to responses. */
final class TaskTable {

    private final EventLoop eventLoop;
    private final TargetEnvironment environment;
    private final Nexus nexus;
    private final CommandRouter router;
    private final TaskTags tags;
    private final SessionCounters counters;
    private final SessionMeters meters;
    private final ResponseWriter responses;
    private final CompletionQueue completions;
    private final TaskStarter starter;
    private final DataRequests dataRequests = new DataRequests();
    private final Runnable flush;
    private final Runnable whenEmpty;
    private int tasks;
    private boolean lost;
    private boolean nexusGone;

    /** Whether a batch of reads is being worked on, at whose end the sockets are flushed. */
    private boolean inBatch;

    /**
     * @param throttle of the initiator
     * @param flush sends what was written to any connection
     * @param whenEmpty runs when the last task has ended after {@link #nexusLost}
     */
    TaskTable(
            EventLoop eventLoop,
            TargetEnvironment environment,
            Nexus nexus,
            CommandRouter router,
            CommandWindow window,
            SessionCounters counters,
            SessionMeters meters,
            boolean usesPriority,
            Throttle throttle,
            Runnable flush,
            Runnable whenEmpty) {
        this.eventLoop = eventLoop;
        this.environment = environment;
        this.nexus = nexus;
        this.router = router;
        this.tags = new TaskTags(window);
        this.counters = counters;
        this.meters = meters;
        this.responses = new ResponseWriter(counters);
        this.completions = new CompletionQueue(eventLoop, this::finish, flush);
        this.starter = new TaskStarter(router, usesPriority, throttle, this::onEventLoop);
        this.flush = flush;
        this.whenEmpty = whenEmpty;
    }

    ByteBufAllocator allocator() {
        return environment.allocator();
    }

    long nanoTime() {
        return environment.nanoTime().getAsLong();
    }

    void batchStarts() {
        inBatch = true;
    }

    void batchEnds() {
        inBatch = false;
    }

    @Nullable Task find(int initiatorTaskTag) {
        return tags.find(initiatorTaskTag);
    }

    /** Why a command cannot be taken at all, if so. */
    Optional<RejectReason> check(ScsiCommand command) {
        return tags.check(command);
    }

    /** Takes a command that passed {@link #check}, and its data. */
    void add(ScsiCommand command, SessionConnection connection) {
        DataOutGathering dataOut =
                new DataOutGathering(
                        connection.parameters(),
                        allocator(),
                        command.expectedBytes(),
                        command.data(),
                        !command.isFinal());
        Task task = new Task(this, nexus, command, connection, dataOut, meters.of(command.lun()));
        if (lost || connection.isClosed()) {
            task.end();
            return;
        }
        tags.enter(task);
        tasks++;
        counters.commandStarted();
        task.countStarted();
        Optional<Sense> wrong = dataOut.checkImmediate();
        if (wrong.isPresent()) {
            fail(task, wrong.get());
        } else {
            starter.add(task);
        }
    }

    /** Takes data-out. What belongs to no task is late data of one that has ended, and dropped. */
    void dataOut(DataOut pdu, SessionConnection connection) {
        Task task = tags.find(pdu.initiatorTaskTag());
        if (task == null || task.transportFailure() != null || task.connection() != connection) {
            pdu.data().release();
            return;
        }
        if (task.dataOut().isAwaited()) {
            task.waited();
        }
        Optional<Sense> wrong =
                task.dataOut()
                        .accept(
                                pdu,
                                (sn, offset, length) ->
                                        dataRequests.send(task, sn, offset, length));
        if (wrong.isPresent()) {
            environment
                    .peerLog()
                    .warn(
                            connection.connection().remoteAddress(),
                            "{} sent Data-Out out of order or too long, offset {}, DataSN {}, {}",
                            connection,
                            pdu.bufferOffset(),
                            pdu.dataSn(),
                            task);
            fail(task, wrong.get());
        } else if (task.result() != null && !task.dataOut().isUnsolicitedComing()) {
            finish(task);
        }
    }

    /** A socket takes data again. */
    void writable() {
        starter.proceed();
    }

    void demandDataOut(Task task, int byteCount, DataOutReceiver receiver) {
        if (task.isAborted() || task.transportFailure() != null) {
            task.refuseData();
            return;
        }
        task.dataOut()
                .demand(
                        byteCount,
                        receiver,
                        (sn, offset, length) -> dataRequests.send(task, sn, offset, length));
        if (!inBatch) {
            flush.run();
        }
    }

    /** Called by a task that has its result, on any thread. */
    void completed(Task task) {
        if (inBatch && eventLoop.inEventLoop()) {
            finish(task);
        } else {
            completions.push(task);
        }
    }

    /** A task was aborted: nothing more is sent for it, and its tag is free. */
    void aborted(Task task) {
        if (task.isEnded()) {
            return;
        }
        tags.free(task);
        if (!task.isStarted()) {
            starter.remove(task);
            task.countAborted();
            end(task);
        } else if (task.result() != null) {
            finish(task);
        } else {
            task.stopWaitingForData();
        }
    }

    /** The tasks that {@code which} picks. */
    List<Task> chosen(Predicate<Task> which) {
        return tags.chosen(which);
    }

    /**
     * A connection is gone and the session goes on: aborts the tasks that were allegiant to it.
     *
     * @return the LUNs that lost tasks
     */
    Set<Long> connectionLost(SessionConnection connection) {
        Set<Long> luns = new TreeSet<>();
        for (Task task : tags.chosen(task -> task.connection() == connection)) {
            luns.add(task.lun());
            boolean own = task.isOwn();
            task.abort();
            if (!own) {
                // Nobody waits for the answer; the unit keeps the order of what it still writes.
                var _ =
                        router.manage(
                                new TaskManagement.Request(
                                        TaskManagement.Function.ABORT_TASK, task.lun(), task));
            }
        }
        return luns;
    }

    /** The last connection is gone: aborts every task. */
    void nexusLost() {
        lost = true;
        starter.stop();
        tags.chosen(_ -> true).forEach(Task::abort);
        router.nexusLost();
        nexusGone = true;
        if (tasks == 0) {
            whenEmpty.run();
        }
    }

    /** Sends what tasks that have ended still owe, ahead of what is sent next. */
    void finishCompleted() {
        completions.drain();
    }

    /** Runs an action on the event loop: at once if this is it. */
    void onEventLoop(Runnable action) {
        if (eventLoop.inEventLoop()) {
            action.run();
            return;
        }
        try {
            eventLoop.execute(action);
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and with it every other user of this state.
            action.run();
        }
    }

    /** A task whose data-out broke the rules ends in that condition. */
    private void fail(Task task, Sense sense) {
        task.fail(sense);
        if (task.isStarted()) {
            task.stopWaitingForData();
            if (task.result() != null) {
                finish(task);
            }
        } else {
            starter.remove(task);
            tags.leave(task);
            responses.send(task, Task.Result.failed(sense));
            end(task);
        }
    }

    private void finish(Task task) {
        Task.Result result = task.result();
        if (task.isEnded() || result == null) {
            return;
        }
        if (task.isAborted()) {
            task.countAborted();
            if (result.dataIn() != null) {
                result.dataIn().release();
            }
        } else if (task.dataOut().isUnsolicitedComing() && task.transportFailure() == null) {
            // The initiator may use the tag again once it has the response, so what it is still
            // sending for this one has to come first. Until then the result waits in the task.
            return;
        } else {
            tags.leave(task);
            LunReport.of(task, result)
                    .ifPresent(luns -> environment.observer().lunsReported(nexus, luns));
            responses.send(task, result);
        }
        end(task);
    }

    /** The one place where a task ends and its buffers are released. */
    private void end(Task task) {
        tags.leave(task);
        if (task.isStarted()) {
            starter.ended(task);
        }
        environment.slowCommands().ended(task);
        counters.commandEnded();
        task.end();
        tasks--;
        if (nexusGone && tasks == 0) {
            whenEmpty.run();
        }
        starter.proceed();
    }
}
