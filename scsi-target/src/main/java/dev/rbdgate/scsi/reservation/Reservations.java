package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.record.DamagedRecordException;
import dev.rbdgate.scsi.record.UnitRecordStore;
import dev.rbdgate.scsi.record.UnitSection;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reservations of one unit, shared by all of its nexuses.
 *
 * <p>PERSISTENT RESERVE OUT commands take effect one after the other. Each waits until what has to
 * survive a loss of power is durable, then all nexuses see the new state at once; then unit
 * attentions are raised and preempted commands aborted; then it is answered.
 *
 * <pre>
 *   submit → waiting → apply → store (if it persists) → seen by all → effects → answered
 *                        └ refused          └ failed: refused, nothing changed
 * </pre>
 *
 * <p>{@link #situation} is read by any thread and written under this object's lock, which also
 * guards the other fields. Nothing of others is called under it.
 */
public final class Reservations {

    /** PERSISTENT RESERVE OUT commands that may wait for their turn; more are answered BUSY. */
    static final int MAX_WAITING = 64;

    /** How often one is tried anew since another gateway has changed the record meanwhile. */
    static final int MAX_ATTEMPTS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);
    private static final byte[] NOTHING = {};

    private record Waiting(ReserveOutRequest request, CompletableFuture<Void> answer) {}

    private final ReservationEffects effects;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean running;
    private @Nullable UnitRecordStore store;

    /** The store whose record is awaited; one that was given before it no longer counts. */
    private @Nullable UnitRecordStore attaching;

    /** The section as it was last known to be stored. */
    private byte[] stored = NOTHING;

    /** A section whose store failed: it may have been stored all the same. */
    private byte @Nullable [] doubtful;

    private volatile Situation situation = Situation.FREE;

    public Reservations(ReservationEffects effects) {
        this.effects = effects;
    }

    /**
     * Takes up what was stored; until it completes nothing may be executed on the unit. If the
     * store holds what this object last stored there, nothing changes: state that does not persist
     * outlives a device that goes and comes back.
     *
     * @return fails if the record can not be read or was written by a later version
     */
    public CompletableFuture<Void> attach(UnitRecordStore recordStore) {
        synchronized (this) {
            attaching = recordStore;
        }
        return recordStore
                .load()
                .thenApply(record -> record.section(UnitSection.RESERVATIONS))
                .thenAccept(section -> take(recordStore, section, decode(section)))
                .exceptionallyCompose(failure -> {
                    if (cause(failure) instanceof DamagedRecordException damaged) {
                        LOG.error("a unit's record is lost: {}", damaged.getMessage());
                        take(recordStore, NOTHING, PersistentReservations.LOST);
                        return CompletableFuture.completedFuture(null);
                    }
                    return CompletableFuture.failedFuture(failure);
                });
    }

    private static PersistentReservations decode(byte[] section) {
        try {
            return ReservationRecord.decode(section);
        } catch (DamagedRecordException damaged) {
            LOG.error("a unit's reservations are lost: {}", damaged.getMessage());
            return PersistentReservations.LOST;
        }
    }

    private synchronized void take(
            UnitRecordStore recordStore, byte[] section, PersistentReservations loaded) {
        if (attaching != recordStore) {
            return;
        }
        boolean known = !loaded.lost() && Arrays.equals(section, stored);
        attaching = null;
        store = recordStore;
        stored = section;
        doubtful = null;
        if (!known) {
            situation = new Situation(loaded, null);
        }
    }

    /** The device is gone: reservations stay in force, and none can be changed. */
    public synchronized void detach() {
        attaching = null;
        store = null;
    }

    /**
     * Lets a command pass or refuses it. On any thread, before the CDB is decoded.
     *
     * @throws Refusal RESERVATION CONFLICT, or 07/44/01
     */
    public void admit(Nexus nexus, Cdb cdb) {
        situation.admit(nexus, cdb);
    }

    /** For PERSISTENT RESERVE IN. */
    public PersistentReservations state() {
        return situation.persistent();
    }

    /**
     * Executes a PERSISTENT RESERVE OUT command.
     *
     * @return completes on any thread when the command may be answered GOOD; fails with a {@link
     *     Refusal}, or with {@link CancellationException} if the command was aborted before its
     *     turn
     */
    public CompletableFuture<Void> submit(ReserveOutRequest request) {
        Waiting mine = new Waiting(request, new CompletableFuture<>());
        synchronized (this) {
            if (running) {
                if (waiting.size() >= MAX_WAITING) {
                    return CompletableFuture.failedFuture(
                            Refusal.of(ScsiStatus.BUSY, "too many PERSISTENT RESERVE OUT"));
                }
                waiting.add(mine);
                return mine.answer();
            }
            running = true;
        }
        start(mine);
        return mine.answer();
    }

    private void start(Waiting mine) {
        var _ =
                CompletableFuture.completedFuture(mine.request())
                        .thenCompose(request -> change(request, MAX_ATTEMPTS))
                        .whenComplete((transition, failure) -> finish(mine, transition, failure));
    }

    /** Its turn is over once its effects have begun; it is answered when they have ended. */
    private void finish(
            Waiting mine, @Nullable Transition transition, @Nullable Throwable failure) {
        CompletableFuture<Void> done =
                transition == null
                        ? CompletableFuture.failedFuture(Objects.requireNonNull(failure))
                        : begin(mine.request(), transition);
        Waiting next;
        synchronized (this) {
            next = waiting.poll();
            running = next != null;
        }
        var _ =
                done.whenComplete((_, broken) -> {
                    if (broken == null) {
                        mine.answer().complete(null);
                    } else {
                        mine.answer().completeExceptionally(cause(broken));
                    }
                });
        if (next != null) {
            start(next);
        }
    }

    private CompletableFuture<Void> begin(ReserveOutRequest request, Transition transition) {
        try {
            return effects.apply(request, transition);
        } catch (RuntimeException defect) {
            return CompletableFuture.failedFuture(defect);
        }
    }

    /** Applies the action to the state of the moment and stores the result. */
    private CompletableFuture<Transition> change(ReserveOutRequest request, int attempts) {
        if (request.task().isAborted()) {
            throw new CancellationException("aborted before its turn");
        }
        UnitRecordStore target;
        Situation now;
        byte[] expected;
        synchronized (this) {
            target = store;
            now = situation;
            expected = stored;
        }
        if (target == null) {
            throw Refusal.notReady();
        }
        if (now.reservedBy() != null) {
            throw ReservationRefusals.conflict("the unit is reserved by RESERVE");
        }
        Transition transition = request.action().apply(now.persistent(), request.requester());
        byte[] content = ReservationRecord.encode(transition.state());
        if (Arrays.equals(content, expected) && !now.persistent().lost()) {
            return CompletableFuture.completedFuture(commit(transition, content));
        }
        if (attempts == 0) {
            throw Refusal.of(ScsiStatus.BUSY, "the unit's record keeps changing");
        }
        return target.compareAndSet(UnitSection.RESERVATIONS, expected, content)
                .handle((present, failure) -> {
                    if (failure != null) {
                        throw notStored(content, failure);
                    }
                    return present;
                })
                .thenCompose(present -> {
                    if (Arrays.equals(present, content)) {
                        return CompletableFuture.completedFuture(commit(transition, content));
                    }
                    adopt(present);
                    return change(request, attempts - 1);
                });
    }

    private synchronized Transition commit(Transition transition, byte[] content) {
        stored = content;
        doubtful = null;
        situation = new Situation(transition.state(), null);
        return transition;
    }

    private synchronized Refusal notStored(byte[] content, Throwable failure) {
        doubtful = content;
        return Refusal.internal("reservations could not be stored: " + cause(failure));
    }

    /**
     * The store holds something else than expected: what an attempt of our own left there that was
     * reported as failed, and was answered so; or the state that another gateway has made.
     */
    private synchronized void adopt(byte[] present) {
        stored = present;
        if (Arrays.equals(present, doubtful)) {
            return;
        }
        PersistentReservations theirs = decode(present);
        situation =
                new Situation(
                        new PersistentReservations(
                                situation.persistent().generation() + 1,
                                theirs.registrations(),
                                theirs.reservation(),
                                theirs.persistent(),
                                theirs.lost()),
                        null);
    }

    /**
     * RESERVE(6) and RESERVE(10).
     *
     * @return false for RESERVATION CONFLICT
     */
    public synchronized boolean reserve(Nexus nexus) {
        Situation now = situation;
        if (now.reserveIsCompatible(nexus)) {
            return true;
        }
        // A registration may be on its way.
        if (running || !now.persistent().registrations().isEmpty()) {
            return false;
        }
        if (now.reservedBy() == null) {
            situation = new Situation(now.persistent(), nexus);
            return true;
        }
        return nexus.equals(now.reservedBy());
    }

    /**
     * RELEASE(6) and RELEASE(10); does nothing for a nexus that has not reserved the unit.
     *
     * @return false for RESERVATION CONFLICT
     */
    public synchronized boolean release(Nexus nexus) {
        Situation now = situation;
        if (now.reserveIsCompatible(nexus)) {
            return true;
        }
        if (!now.persistent().registrations().isEmpty()) {
            return false;
        }
        nexusLost(nexus);
        return true;
    }

    /** Ends what RESERVE has reserved for this nexus; registrations stay (SPC-5 5.14.1). */
    public synchronized void nexusLost(Nexus nexus) {
        if (nexus.equals(situation.reservedBy())) {
            reset();
        }
    }

    /** A reset of the unit or the target: ends what RESERVE has reserved (SPC-2 5.5.1). */
    public synchronized void reset() {
        situation = new Situation(situation.persistent(), null);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }
}
