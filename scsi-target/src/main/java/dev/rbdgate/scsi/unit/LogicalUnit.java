package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.alua.AccessState;
import dev.rbdgate.scsi.alua.PortGroups.Cause;
import dev.rbdgate.scsi.background.BackgroundWork;
import dev.rbdgate.scsi.background.WorkState;
import dev.rbdgate.scsi.context.UnitAttention;
import dev.rbdgate.scsi.context.UnitParts;
import dev.rbdgate.scsi.copy.CopyManager;
import dev.rbdgate.scsi.copy.UnitCopies;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import dev.rbdgate.scsi.record.UnitRecordStore;
import dev.rbdgate.scsi.reservation.Reservations;
import dev.rbdgate.scsi.reservation.ReserveOutRequest;
import dev.rbdgate.scsi.reservation.Transition;
import dev.rbdgate.scsi.reservation.Transition.Notice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A logical unit: one image, however often it is mapped. Without a device it answers NOT READY
 * (02/04/01).
 */
public final class LogicalUnit {

    /** How long after a failure the unit's record is read again. */
    public static final int LOAD_RETRY_SECONDS = 5;

    private final UnitIdentity identity;
    private final UnitOptions options;
    private final TaskSet tasks = new TaskSet();
    private final Reservations reservations = new Reservations(this::carryOut);

    /** Every path to this unit, whose nexuses are told of what happens to it. */
    private final List<UnitPath> paths = new CopyOnWriteArrayList<>();

    private final LostWrites lostWrites;
    private final CopyManager copyManager;
    private final UnitCopies copies = new UnitCopies();

    private final UnitParts parts = new UnitParts(InstantSource.system());

    /** What runs without a command. */
    private final BackgroundWork background;

    private final DeviceSlot slot;

    /** Changed under the monitor. */
    private volatile SpaceLevel space = SpaceLevel.NONE;

    /** A unit that copies within itself only. */
    public LogicalUnit(UnitIdentity identity, UnitOptions options) {
        this(identity, options, new CopyManager());
    }

    /**
     * @param copyManager of all units that copies may go between
     */
    public LogicalUnit(UnitIdentity identity, UnitOptions options, CopyManager copyManager) {
        this(
                identity,
                options,
                copyManager,
                CompletableFuture.delayedExecutor(LOAD_RETRY_SECONDS, TimeUnit.SECONDS));
    }

    LogicalUnit(UnitIdentity identity, UnitOptions options, Executor afterLoadRetry) {
        this(identity, options, new CopyManager(), afterLoadRetry);
    }

    /**
     * @param copyManager of all units that copies may go between
     * @param afterLoadRetry runs a task when {@link #LOAD_RETRY_SECONDS} are over
     */
    public LogicalUnit(
            UnitIdentity identity,
            UnitOptions options,
            CopyManager copyManager,
            Executor afterLoadRetry) {
        this(identity, options, copyManager, afterLoadRetry, LostWrites.WHILE, System::nanoTime);
    }

    /**
     * @param lossTold for how long an initiator's flushes fail after a loss of writes; zero: once
     * @param nanoTime the clock for that
     */
    public LogicalUnit(
            UnitIdentity identity,
            UnitOptions options,
            CopyManager copyManager,
            Executor afterLoadRetry,
            Duration lossTold,
            LongSupplier nanoTime) {
        this.lostWrites = new LostWrites(nanoTime, lossTold);
        this.identity = identity;
        this.options = options;
        this.copyManager = copyManager;
        this.background = new BackgroundWork(afterLoadRetry);
        this.slot = new DeviceSlot(identity.name(), new SlotOwner(), afterLoadRetry);
    }

    public UnitIdentity identity() {
        return identity;
    }

    public UnitOptions options() {
        return options;
    }

    /**
     * Makes the unit ready as soon as {@code state} has been read: what was reserved before a
     * restart is in force before the first command. A failing read is repeated every {@link
     * #LOAD_RETRY_SECONDS} until {@link #detach}.
     */
    public void attach(BlockDevice attached, LogicalUnitState state) {
        slot.attach(attached, state);
    }

    /** Completes when the unit has read its record since the last {@link #attach}. */
    public CompletableFuture<Void> ready() {
        return slot.ready();
    }

    /**
     * Whether a sanitize or format operation is erasing the unit, or will go on when its device
     * comes back. A snapshot that is taken meanwhile keeps what was not erased yet.
     */
    public boolean isBeingErased() {
        return background.state() instanceof WorkState.Running;
    }

    /** Makes the unit not ready; running commands end as the device ends them. */
    public void detach() {
        slot.detach();
    }

    private final class SlotOwner implements DeviceSlot.Owner {

        @Override
        public void attached(BlockDevice device) {
            if (device.mayHaveLostWrites()) {
                lostWrites.begin();
            }
        }

        @Override
        public CompletableFuture<Void> takeUp(UnitRecordStore records) {
            return reservations
                    .attach(records)
                    .thenRun(() -> {
                        parts.attach(records);
                        background.attach(records);
                    });
        }

        @Override
        public void ready(BlockDevice device) {
            background.resume(device);
        }

        @Override
        public void detached() {
            reservations.detach();
            background.detach();
            copies.revokeTokens();
            parts.detach();
        }

        @Override
        public void capacityChanged() {
            raise(UnitAttention.CAPACITY_CHANGED, _ -> true);
            copies.revokeTokens();
        }
    }

    /**
     * Takes note of what is left of the space that the unit shares with others, and tells every
     * nexus when the threshold has been crossed since the last time (SBC-4 4.7.3).
     */
    public void spaceIs(SpaceLevel now) {
        boolean crossed;
        synchronized (this) {
            crossed = now.low() && !space.low();
            space = now;
        }
        if (crossed) {
            raise(UnitAttention.SPACE_THRESHOLD_REACHED, UnitPath::thinProvisioned);
        }
    }

    SpaceLevel space() {
        return space;
    }

    @Nullable BlockDevice device() {
        return slot.device();
    }

    BackgroundWork background() {
        return background;
    }

    TaskSet tasks() {
        return tasks;
    }

    LostWrites lostWrites() {
        return lostWrites;
    }

    CopyManager copyManager() {
        return copyManager;
    }

    UnitCopies copies() {
        return copies;
    }

    /**
     * The content was changed otherwise than by commands (a rollback, an import): tokens that stand
     * for it are revoked.
     */
    public void contentReplaced() {
        copies.revokeTokens();
    }

    UnitParts parts() {
        return parts;
    }

    Reservations reservations() {
        return reservations;
    }

    /** What a PERSISTENT RESERVE OUT command means for other nexuses. */
    private CompletableFuture<Void> carryOut(ReserveOutRequest request, Transition transition) {
        for (Notice notice : transition.notices()) {
            raise(UnitAttention.of(notice.event()), path -> path.nexus().equals(notice.nexus()));
        }
        copies.abort(job -> transition.aborted().contains(job.nexus()));
        transition.aborted().forEach(parts.medium()::allow);
        return tasks.abort(run ->
                transition.aborted().contains(run.path().nexus())
                        && !run.task().equals(request.task()));
    }

    /**
     * Changes the access states of a target's port groups (SPC-5 5.18.2.9, implicit), and tells
     * every nexus if any is now in another state.
     *
     * @param states by group number, which is the portal group tag
     */
    public void changeAccessStates(String targetName, Map<Integer, AccessState> states) {
        if (parts.portGroups().change(targetName, states, Cause.IMPLICIT)) {
            raise(UnitAttention.ACCESS_STATE_CHANGED, _ -> true);
        }
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

    /** A nexus no longer reaches this unit, and so cannot keep the medium in any longer. */
    void part(UnitPath path) {
        parts.medium().allow(path.nexus());
        paths.remove(path);
    }

    /** What a lost or reset nexus had reserved or locked is free again, its copies end (6.3.4). */
    void nexusLost(Nexus nexus) {
        reservations.nexusLost(nexus);
        parts.medium().allow(nexus);
        copies.nexusLost(nexus);
        lostWrites.nexusLost(nexus);
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

    /** What the loss of a nexus does to its tasks. */
    CompletableFuture<Void> abortTasksOf(UnitPath path) {
        return abortTasksOf(path, Set.of());
    }

    /**
     * ABORT TASK SET.
     *
     * @param later tasks that go on
     */
    CompletableFuture<Void> abortTasksOf(UnitPath path, Set<ScsiTask> later) {
        return tasks.abort(run -> run.path() == path && !later.contains(run.task()));
    }

    /**
     * CLEAR TASK SET: the nexuses that lose tasks by another's doing are told (2F/00).
     *
     * @param later tasks that go on
     */
    CompletableFuture<Void> clearTasks(UnitPath origin, Set<ScsiTask> later) {
        Set<UnitPath> losers = new HashSet<>();
        tasks.chosen(run -> run.path() != origin).forEach(run -> losers.add(run.path()));
        CompletableFuture<Void> ended = tasks.abort(run -> !later.contains(run.task()));
        losers.forEach(path -> path.attentions().raise(UnitAttention.COMMANDS_CLEARED));
        return ended;
    }

    /**
     * LOGICAL UNIT RESET (SAM-5 6.3.3): tasks, reservation and mode parameters go.
     *
     * @param later tasks that go on
     */
    CompletableFuture<Void> reset(Set<ScsiTask> later) {
        copies.reset();
        CompletableFuture<Void> ended = tasks.abort(run -> !later.contains(run.task()));
        reservations.reset();
        parts.medium().allowAll();
        parts.modes().reset();
        raise(UnitAttention.RESET, _ -> true);
        return ended;
    }

    void raise(UnitAttention attention, Predicate<UnitPath> to) {
        for (UnitPath path : paths) {
            if (to.test(path)) {
                path.raise(attention);
            }
        }
    }
}
