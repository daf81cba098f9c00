package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.mode.ModeState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A logical unit: one image, however often it is mapped. Without a device it answers NOT READY
 * (02/04/01).
 */
public final class LogicalUnit {

    private static final long UNKNOWN = -1;

    private final UnitIdentity identity;
    private final UnitOptions options;
    private final TaskSet tasks = new TaskSet();
    private final UnitReservation reservation = new UnitReservation();

    /** Every path to this unit, whose nexuses are told of what happens to it. */
    private final List<UnitPath> paths = new CopyOnWriteArrayList<>();

    private volatile ModeState modeState = ModeState.DEFAULT;
    private volatile @Nullable Attachment attachment;

    /** As the nexuses know it, in bytes. Guarded by this. */
    private long knownCapacity = UNKNOWN;

    /**
     * @param state where the unit keeps what it must remember
     * @param unsubscribe ends the listening to the device's changes
     */
    private record Attachment(BlockDevice device, LogicalUnitState state, Runnable unsubscribe) {}

    public LogicalUnit(UnitIdentity identity, UnitOptions options) {
        this.identity = identity;
        this.options = options;
    }

    public UnitIdentity identity() {
        return identity;
    }

    public UnitOptions options() {
        return options;
    }

    /** Makes the unit ready. */
    public synchronized void attach(BlockDevice device, LogicalUnitState state) {
        if (attachment != null) {
            throw new IllegalStateException(identity.name() + " has a device");
        }
        attachment = new Attachment(device, state, device.onChange(this::deviceChanged));
        deviceChanged();
    }

    /** Makes the unit not ready; running commands end as the device ends them. */
    public synchronized void detach() {
        Attachment current = attachment;
        if (current != null) {
            attachment = null;
            current.unsubscribe().run();
        }
    }

    private synchronized void deviceChanged() {
        Attachment current = attachment;
        if (current == null) {
            return;
        }
        long capacity = current.device().sizeBytes();
        if (knownCapacity != UNKNOWN && knownCapacity != capacity) {
            raise(UnitAttention.CAPACITY_CHANGED, _ -> true);
        }
        knownCapacity = capacity;
    }

    @Nullable BlockDevice device() {
        Attachment current = attachment;
        return current == null ? null : current.device();
    }

    TaskSet tasks() {
        return tasks;
    }

    UnitReservation reservation() {
        return reservation;
    }

    ModeState modeState() {
        return modeState;
    }

    /** Changes the mode parameters and tells every path but the one that asked for it. */
    void changeModeState(ModeState state, UnitPath origin) {
        modeState = state;
        raise(UnitAttention.MODE_PARAMETERS_CHANGED, path -> path != origin);
    }

    /** Runs a command; it ends the task, now or later. */
    void execute(ScsiTask task, UnitPath path) {
        UnitExecution run = new UnitExecution(task, path);
        switch (tasks.enter(run)) {
            case RUNS -> run.start();
            case WAITS -> {}
            case FULL -> run.refuse(Refusal.of(ScsiStatus.TASK_SET_FULL, "task set full"));
        }
    }

    /** A nexus comes to reach this unit, which for it has just been powered on. */
    void join(UnitPath path) {
        path.attentions().raise(UnitAttention.POWER_ON);
        paths.add(path);
    }

    void part(UnitPath path) {
        paths.remove(path);
    }

    /** ABORT TASK; false if the task is not (or no longer) in the task set. */
    @Nullable CompletableFuture<Void> abortTask(ScsiTask task) {
        Predicate<UnitExecution> referenced = run -> run.task().equals(task);
        return tasks.chosen(referenced).isEmpty() ? null : tasks.abort(referenced);
    }

    boolean has(ScsiTask task) {
        return !tasks.chosen(run -> run.task().equals(task)).isEmpty();
    }

    boolean hasTasksOf(UnitPath path) {
        return !tasks.chosen(run -> run.path() == path).isEmpty();
    }

    /** ABORT TASK SET, and what the loss of a nexus does to its tasks. */
    CompletableFuture<Void> abortTasksOf(UnitPath path) {
        return tasks.abort(run -> run.path() == path);
    }

    /** CLEAR TASK SET: the nexuses that lose tasks by another's doing are told (2F/00). */
    CompletableFuture<Void> clearTasks(UnitPath origin) {
        Set<UnitPath> losers = new HashSet<>();
        tasks.chosen(run -> run.path() != origin).forEach(run -> losers.add(run.path()));
        CompletableFuture<Void> ended = tasks.abort(_ -> true);
        losers.forEach(path -> path.attentions().raise(UnitAttention.COMMANDS_CLEARED));
        return ended;
    }

    /** LOGICAL UNIT RESET (SAM-5 6.3.3): tasks, reservation and mode parameters go. */
    CompletableFuture<Void> reset() {
        CompletableFuture<Void> ended = tasks.abort(_ -> true);
        reservation.clear();
        modeState = ModeState.DEFAULT;
        raise(UnitAttention.RESET, _ -> true);
        return ended;
    }

    private void raise(UnitAttention attention, Predicate<UnitPath> to) {
        for (UnitPath path : paths) {
            if (to.test(path)) {
                path.attentions().raise(attention);
            }
        }
    }
}
