package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.unit.LunAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SCSI command from its arrival to its end.
 *
 * <pre>
 *   queued --start--> running --complete()--> completed --answered or dropped--> ended
 *      |                                                                           ^
 *      +---------------------------- aborted before it ran ------------------------+
 * </pre>
 *
 * {@link #complete} and {@link #abort} come from any thread; all else belongs to the event loop.
 */
final class Task implements ScsiTask {

    private static final Logger log = LoggerFactory.getLogger(Task.class);
    private static final TaskAttribute[] ATTRIBUTES = TaskAttribute.values();

    private final TaskTable table;
    private final Nexus nexus;
    private final ScsiCommand command;
    private final SessionConnection connection;
    private final @Nullable CommandMeter meter;
    private final long arrivalNanos;
    private final long expectedOut;
    private final long expectedIn;
    private final AtomicBoolean completed = new AtomicBoolean();
    private final AtomicBoolean aborted = new AtomicBoolean();

    /** Of the event loop; complete() hands over {@link #result} through the completion queue. */
    private final DataOutGathering dataOut;

    private @Nullable Sense transportFailure;
    private @Nullable Runnable abortAction;
    private boolean started;
    private boolean left;
    private boolean ended;

    /** Written before the task enters the completion queue, read by the event loop after. */
    private @Nullable Result result;

    /** As {@link #result}; by the clock. */
    private long completionNanos;

    /** Until when it waited; by the thread that has it go on, as {@link #result}. */
    private long waitEndNanos;

    /** The next task in the completion queue. */
    @Nullable Task nextCompleted;

    /** What the device server said. */
    record Result(
            ScsiStatus status, @Nullable ByteBuf dataIn, long fullLength, @Nullable Sense sense) {

        /** CHECK CONDITION before anything was moved. */
        static Result failed(Sense sense) {
            return new Result(ScsiStatus.CHECK_CONDITION, null, 0, sense);
        }
    }

    /**
     * @param connection that the command came in on, and that all about it goes out on
     * @param meter what it is counted by; null for a unit that is not there
     */
    Task(
            TaskTable table,
            Nexus nexus,
            ScsiCommand command,
            SessionConnection connection,
            DataOutGathering dataOut,
            @Nullable CommandMeter meter) {
        this.meter = meter;
        this.arrivalNanos = table.nanoTime();
        this.waitEndNanos = arrivalNanos;
        this.table = table;
        this.nexus = nexus;
        this.command = command;
        this.connection = connection;
        this.dataOut = dataOut;
        boolean both = command.read() && command.write();
        this.expectedOut = command.write() ? command.expectedBytes() : 0;
        this.expectedIn =
                both
                        ? command.bidirectionalReadBytes()
                        : command.read() ? command.expectedBytes() : 0;
    }

    /** Whether there is a task attribute of this code. */
    static boolean isAttribute(int code) {
        return code < ATTRIBUTES.length;
    }

    @Override
    public Nexus nexus() {
        return nexus;
    }

    @Override
    public long lun() {
        return command.lun();
    }

    @Override
    public Cdb cdb() {
        return command.cdb();
    }

    @Override
    public TaskAttribute attribute() {
        return ATTRIBUTES[command.attribute()];
    }

    @Override
    public long expectedDataOutBytes() {
        return expectedOut;
    }

    @Override
    public long expectedDataInBytes() {
        return expectedIn;
    }

    @Override
    public ByteBufAllocator allocator() {
        return table.allocator();
    }

    @Override
    public void receiveDataOut(int byteCount, DataOutReceiver receiver) {
        if (byteCount > expectedOut) {
            throw new IllegalArgumentException(
                    byteCount + " bytes of data-out wanted, " + expectedOut + " expected");
        }
        table.onEventLoop(() -> table.demandDataOut(this, byteCount, receiver));
    }

    @Override
    public void complete(
            ScsiStatus status, @Nullable ByteBuf dataIn, long fullLength, @Nullable Sense sense) {
        if (!completed.compareAndSet(false, true)) {
            if (dataIn != null) {
                dataIn.release();
            }
            log.error("Task {} completed twice", this, new IllegalStateException());
            return;
        }
        completionNanos = table.nanoTime();
        result = new Result(status, dataIn, fullLength, sense);
        table.completed(this);
    }

    @Override
    public long elapsedNanos() {
        return (result == null ? table.nanoTime() : completionNanos) - arrivalNanos;
    }

    @Override
    public void waited() {
        waitEndNanos = table.nanoTime();
    }

    /** A limit of the initiator has held it back until now. */
    void delayed() {
        long before = waitEndNanos;
        waited();
        if (meter != null) {
            meter.delayed(waitEndNanos - before);
        }
    }

    /** How much of {@link #elapsedNanos} was waiting. */
    long waitedNanos() {
        return waitEndNanos - arrivalNanos;
    }

    /** The LUN as a number; negative for an address that no unit can have. */
    int lunNumber() {
        return LunAddress.decode(command.lun());
    }

    @Override
    public boolean isAborted() {
        return aborted.get();
    }

    @Override
    public void onAbort(Runnable action) {
        table.onEventLoop(() -> abortAction = action);
    }

    @Override
    public void abort() {
        if (aborted.compareAndSet(false, true)) {
            table.onEventLoop(() -> table.aborted(this));
        }
    }

    ScsiCommand command() {
        return command;
    }

    SessionConnection connection() {
        return connection;
    }

    DataOutGathering dataOut() {
        return dataOut;
    }

    @Nullable Sense transportFailure() {
        return transportFailure;
    }

    void fail(Sense sense) {
        transportFailure = sense;
    }

    boolean isStarted() {
        return started;
    }

    /** Whether the device server has nothing to do with it, not yet or no longer. */
    boolean isOwn() {
        return !started || result != null;
    }

    void start() {
        started = true;
    }

    /** The task no longer counts as one of the initiator's; false if that was so before. */
    boolean leave() {
        boolean first = !left;
        left = true;
        return first;
    }

    boolean isEnded() {
        return ended;
    }

    /** Counts its arrival. */
    void countStarted() {
        if (meter != null) {
            meter.started();
        }
    }

    /**
     * Counts its answer.
     *
     * @param bytes of payload that it moved
     */
    void countAnswered(long bytes, ScsiStatus status, @Nullable Sense sense) {
        if (meter != null) {
            meter.answered(CommandKind.of(command.cdb()), bytes, elapsedNanos(), status, sense);
        }
    }

    /** Counts its end without an answer. */
    void countAborted() {
        if (meter != null) {
            meter.aborted();
        }
    }

    /** The task's one release: nothing uses its data-out any longer. */
    void end() {
        ended = true;
        dataOut.release();
    }

    @Nullable Result result() {
        return result;
    }

    /** Tells a device server that waits for data-out that none will come. */
    void stopWaitingForData() {
        boolean waiting = dataOut.isAwaited();
        dataOut.abandon();
        if (waiting) {
            refuseData();
        }
    }

    /** Answers a wait for data-out in the negative, once. */
    void refuseData() {
        Runnable action = abortAction;
        abortAction = null;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public String toString() {
        return "%08x of %s, LUN %016x, CDB %s"
                .formatted(
                        command.initiatorTaskTag(),
                        nexus.initiatorName(),
                        command.lun(),
                        command.cdb());
    }
}
