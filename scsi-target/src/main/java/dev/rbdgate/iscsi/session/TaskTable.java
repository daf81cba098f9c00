package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.RejectReason;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.text.SessionParameters;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask.DataOutReceiver;
import dev.rbdgate.scsi.Sense;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The SCSI tasks of a session: from command PDUs to the device server and back to responses.
 *
 * <p>Commands wait in order while the initiator does not take what was sent to it, or while the
 * running ones move {@link #MAX_RUNNING_BYTES} already, so that a session's memory is bounded.
 */
final class TaskTable {

    /** Data that running commands may move together; a single command may always run. */
    static final long MAX_RUNNING_BYTES = 32 << 20;

    /** Immediate commands that may run besides those of the window. */
    static final int MAX_IMMEDIATE_TASKS = 64;

    private final Channel channel;
    private final ByteBufAllocator allocator;
    private final Nexus nexus;
    private final CommandRouter router;
    private final CommandWindow window;
    private final Outbox out;
    private final SessionCounters counters;
    private final TargetObserver observer;
    private final PeerLog peerLog;
    private final ResponseWriter responses;
    private final CompletionQueue completions;
    private final Runnable whenEmpty;
    private final IntObjectMap<Task> byTag = new IntObjectHashMap<>();
    private final WaitingTasks queued;
    private SessionParameters parameters;
    private long runningBytes;
    private int immediateTasks;
    private int tasks;
    private int nextTransferTag;
    private boolean starting;
    private boolean lost;
    private boolean nexusGone;

    /** Whether a batch of reads is being worked on, at whose end the socket is flushed. */
    private boolean inBatch;

    /**
     * @param whenEmpty runs when the last task has ended after {@link #nexusLost}
     */
    TaskTable(
            Channel channel,
            ByteBufAllocator allocator,
            Nexus nexus,
            CommandRouter router,
            SessionParameters parameters,
            CommandWindow window,
            Outbox out,
            SessionCounters counters,
            TargetObserver observer,
            PeerLog peerLog,
            Runnable whenEmpty) {
        this.channel = channel;
        this.allocator = allocator;
        this.nexus = nexus;
        this.router = router;
        this.parameters = parameters;
        this.queued =
                new WaitingTasks(parameters.protocolLevel() >= ManagementFunction.QUERY_LEVEL);
        this.peerLog = peerLog;
        this.window = window;
        this.out = out;
        this.counters = counters;
        this.observer = observer;
        this.responses = new ResponseWriter(out, counters);
        this.completions = new CompletionQueue(channel.eventLoop(), this::finish, out::flush);
        this.whenEmpty = whenEmpty;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    void useParameters(SessionParameters changed) {
        parameters = changed;
    }

    void batchStarts() {
        inBatch = true;
    }

    void batchEnds() {
        inBatch = false;
    }

    @Nullable Task find(int initiatorTaskTag) {
        return byTag.get(initiatorTaskTag);
    }

    /** Why a command cannot be taken at all, if so. */
    Optional<RejectReason> check(ScsiCommand command) {
        if (byTag.containsKey(command.initiatorTaskTag())) {
            return Optional.of(RejectReason.TASK_IN_PROGRESS);
        }
        if (command.immediate() && immediateTasks >= MAX_IMMEDIATE_TASKS) {
            return Optional.of(RejectReason.TOO_MANY_IMMEDIATE_COMMANDS);
        }
        boolean dataWithoutWrite = command.data().isReadable() || !command.isFinal();
        return command.initiatorTaskTag() == Bhs.NO_TAG
                        || !Task.isAttribute(command.attribute())
                        || (dataWithoutWrite && !command.write())
                ? Optional.of(RejectReason.INVALID_PDU_FIELD)
                : Optional.empty();
    }

    /** Takes a command that passed {@link #check}, and its data. */
    void add(ScsiCommand command) {
        DataOutGathering dataOut =
                new DataOutGathering(
                        parameters,
                        allocator,
                        command.expectedBytes(),
                        command.data(),
                        !command.isFinal());
        Task task = new Task(this, nexus, command, dataOut);
        if (lost) {
            task.end();
            return;
        }
        byTag.put(command.initiatorTaskTag(), task);
        tasks++;
        counters.commandStarted();
        if (command.immediate()) {
            immediateTasks++;
        } else {
            window.started();
        }
        Optional<Sense> wrong = dataOut.checkImmediate();
        if (wrong.isPresent()) {
            fail(task, wrong.get());
        } else {
            queued.add(task);
            startQueued();
        }
    }

    /** Takes data-out. What belongs to no task is late data of one that has ended, and dropped. */
    void dataOut(DataOut pdu) {
        Task task = byTag.get(pdu.initiatorTaskTag());
        if (task == null || task.transportFailure() != null) {
            pdu.data().release();
            return;
        }
        Optional<Sense> wrong =
                task.dataOut().accept(pdu, (sn, offset, length) -> ask(task, sn, offset, length));
        if (wrong.isPresent()) {
            peerLog.warn(
                    (InetSocketAddress) channel.remoteAddress(),
                    "{} sent Data-Out out of order or too long, offset {}, DataSN {}, task {}",
                    channel.remoteAddress(),
                    pdu.bufferOffset(),
                    pdu.dataSn(),
                    task);
            fail(task, wrong.get());
        } else if (task.result() != null && !task.dataOut().isUnsolicitedComing()) {
            finish(task);
        }
    }

    /** Starts what waits, as far as memory and the socket allow. */
    void startQueued() {
        if (starting || lost) {
            return;
        }
        starting = true;
        try {
            for (Task task = queued.next();
                    task != null && hasRoomFor(task);
                    task = queued.next()) {
                queued.remove(task);
                runningBytes += bytes(task);
                task.start();
                router.execute(task);
            }
        } finally {
            starting = false;
        }
    }

    void demandDataOut(Task task, int byteCount, DataOutReceiver receiver) {
        if (task.isAborted() || task.transportFailure() != null) {
            task.refuseData();
            return;
        }
        task.dataOut()
                .demand(byteCount, receiver, (sn, offset, length) -> ask(task, sn, offset, length));
        if (!inBatch) {
            out.flush();
        }
    }

    /** Called by a task that has its result, on any thread. */
    void completed(Task task) {
        if (inBatch && channel.eventLoop().inEventLoop()) {
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
        if (byTag.get(task.command().initiatorTaskTag()) == task) {
            byTag.remove(task.command().initiatorTaskTag());
        }
        if (!task.isStarted()) {
            queued.remove(task);
            end(task);
        } else if (task.result() != null) {
            finish(task);
        } else {
            task.stopWaitingForData();
        }
    }

    /** Aborts tasks that the device server has not seen yet or has done with. */
    void abortOwn(Predicate<Task> which) {
        List<Task> chosen = new ArrayList<>(byTag.values());
        chosen.removeIf(task -> !task.isOwn() || !which.test(task));
        chosen.forEach(Task::abort);
    }

    /** The connection is gone: aborts every task. */
    void nexusLost() {
        lost = true;
        new ArrayList<>(byTag.values()).forEach(Task::abort);
        router.nexusLost();
        nexusGone = true;
        if (tasks == 0) {
            whenEmpty.run();
        }
    }

    /** Runs an action on the event loop: at once if this is it. */
    void onEventLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
            return;
        }
        try {
            channel.eventLoop().execute(action);
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
            queued.remove(task);
            leave(task);
            responses.send(task, Task.Result.failed(sense), parameters);
            end(task);
        }
    }

    private void finish(Task task) {
        Task.Result result = task.result();
        if (task.isEnded() || result == null) {
            return;
        }
        if (task.isAborted()) {
            if (result.dataIn() != null) {
                result.dataIn().release();
            }
        } else if (task.dataOut().isUnsolicitedComing() && task.transportFailure() == null) {
            // The initiator may use the tag again once it has the response, so what it is still
            // sending for this one has to come first. Until then the result waits in the task.
            return;
        } else {
            leave(task);
            LunReport.of(task, result).ifPresent(luns -> observer.lunsReported(nexus, luns));
            responses.send(task, result, parameters);
        }
        end(task);
    }

    /** Gives back the task's place before its response is sent, which tells the initiator so. */
    private void leave(Task task) {
        if (!task.leave()) {
            return;
        }
        int tag = task.command().initiatorTaskTag();
        if (byTag.get(tag) == task) {
            byTag.remove(tag);
        }
        if (task.command().immediate()) {
            immediateTasks--;
        } else {
            window.ended();
        }
    }

    /** The one place where a task ends and its buffers are released. */
    private void end(Task task) {
        leave(task);
        if (task.isStarted()) {
            runningBytes -= bytes(task);
        }
        counters.commandEnded();
        task.end();
        tasks--;
        if (nexusGone && tasks == 0) {
            whenEmpty.run();
        }
        startQueued();
    }

    private boolean hasRoomFor(Task task) {
        return channel.isWritable()
                && (runningBytes == 0 || runningBytes + bytes(task) <= MAX_RUNNING_BYTES);
    }

    private static long bytes(Task task) {
        return task.expectedDataInBytes() + task.expectedDataOutBytes();
    }

    private int ask(Task task, int r2tSn, long bufferOffset, int byteCount) {
        int tag = nextTransferTag;
        nextTransferTag = tag + 1 == Bhs.NO_TAG ? 0 : tag + 1;
        out.write(
                new ReadyToTransfer(
                        task.lun(),
                        task.command().initiatorTaskTag(),
                        tag,
                        out.noStatus(),
                        r2tSn,
                        bufferOffset,
                        byteCount));
        return tag;
    }
}
