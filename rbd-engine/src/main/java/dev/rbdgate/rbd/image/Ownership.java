package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.rbd.image.OwnershipState.Acquiring;
import dev.rbdgate.rbd.image.OwnershipState.Closed;
import dev.rbdgate.rbd.image.OwnershipState.Fenced;
import dev.rbdgate.rbd.image.OwnershipState.Owned;
import dev.rbdgate.rbd.image.OwnershipState.Releasing;
import dev.rbdgate.rbd.image.OwnershipState.Unlocked;
import dev.rbdgate.rbd.image.OwnershipState.Unneeded;
import dev.rbdgate.rbd.notify.ClientId;
import dev.rbdgate.rbd.notify.HeaderChannel;
import dev.rbdgate.rbd.notify.LockMessage;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the exclusive lock of a shared image when a change comes, and gives it to a client that
 * asks for it; see {@link OwnershipState}. Reads need no lock. Whoever gets the lock keeps it for a
 * while, and gives the next owner as long, so that two who write do not hand it over with each
 * write.
 */
final class Ownership {

    /** How long an owner keeps the lock at least, before it yields and before it asks again. */
    static final Duration TENURE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

    /** What has to be done between taking the lock and changing the image, and the reverse. */
    interface Tenure {
        /**
         * The lock is held: the state of the image is read, and its object map taken.
         *
         * @param fromDead the instance id of the client that had the lock until it died
         */
        CompletableFuture<Void> begin(OptionalLong fromDead);

        /** Another may change the image from now on: its object map is not believed any more. */
        CompletableFuture<Void> end();

        /** The object map is another's to change. */
        CompletableFuture<Void> giveMapBack();
    }

    private final ObjectContext context;
    private final String header;
    private final HeaderChannel channel;
    private final Supplier<ClientId> self;
    private final RequestGate gate;
    private final Tenure tenure;
    private final Timing timing;
    private final LockTaker taker;

    /** Guarded by the monitor, as all that follows. */
    private OwnershipState state = new Unneeded();

    /** Maintenance that runs as the owner. */
    private int leases;

    /**
     * @param self this client's watch of the header
     */
    Ownership(
            ObjectContext context,
            String header,
            HeaderChannel channel,
            Supplier<ClientId> self,
            RequestGate gate,
            Tenure tenure,
            Timing timing) {
        this.context = context;
        this.header = header;
        this.channel = channel;
        this.self = self;
        this.gate = gate;
        this.tenure = tenure;
        this.timing = timing;
        taker = new LockTaker(context, header, channel, self, timing);
    }

    synchronized OwnershipState state() {
        return state;
    }

    /** Whether the image has an exclusive lock, now that its features are known or have changed. */
    void needed(boolean needed) {
        String givenUp = null;
        synchronized (this) {
            switch (state) {
                case Unneeded _ when needed -> {
                    state = new Unlocked(timing.nanoTime());
                    var _ = gate.holdChanges();
                }
                case Unlocked _ when !needed -> state = new Unneeded();
                case Owned owned when !needed -> {
                    state = new Unneeded();
                    givenUp = owned.cookie();
                }
                default -> {
                    return;
                }
            }
        }
        if (!needed) {
            gate.allowChanges();
        }
        if (givenUp != null) {
            var _ = unlock(givenUp).thenCompose(_ -> tellReleased());
        }
    }

    /** A change waits at the gate. */
    void changeWaits() {
        var _ = acquire(true);
    }

    /**
     * Becomes the owner, or is it already.
     *
     * @param asking whether to ask a living owner for the lock; otherwise that fails with {@link
     *     OwnedElsewhereException}
     */
    CompletableFuture<Void> acquire(boolean asking) {
        Acquiring begun;
        long askNotBefore;
        synchronized (this) {
            switch (state) {
                case Owned _, Unneeded _ -> {
                    return Operations.done();
                }
                case Acquiring(boolean alreadyAsking, CompletableFuture<Void> owned) -> {
                    return asking && !alreadyAsking
                            ? owned.exceptionallyCompose(_ -> acquire(true))
                            : owned.copy();
                }
                case Releasing(CompletableFuture<Void> released) -> {
                    return released.thenCompose(_ -> acquire(asking));
                }
                case Fenced _ -> {
                    return CompletableFuture.failedFuture(
                            new ObjectStoreException(
                                    Errno.ESHUTDOWN, "this client is blocklisted"));
                }
                case Closed _ -> {
                    return CompletableFuture.failedFuture(
                            new ObjectStoreException(Errno.ECANCELED, "the image is closed"));
                }
                case Unlocked(long notBefore) -> {
                    askNotBefore = notBefore;
                    begun = new Acquiring(asking, new CompletableFuture<>());
                    state = begun;
                }
            }
        }
        var _ =
                taker.take(asking, askNotBefore)
                        .thenCompose(this::beginTenure)
                        .whenComplete((cookie, failure) -> {
                            if (failure == null) {
                                owned(begun, cookie);
                            } else {
                                refused(begun, failure);
                            }
                        });
        return begun.owned().copy();
    }

    private CompletableFuture<String> beginTenure(LockTaker.Taken taken) {
        String cookie = taken.cookie();
        return tenure.begin(taken.fromDead())
                .thenApply(_ -> cookie)
                .exceptionallyCompose(failure ->
                        endTenure()
                                .thenCompose(_ -> unlock(cookie))
                                .thenCompose(_ -> CompletableFuture.failedFuture(failure)));
    }

    /** The lock goes whether or not this works: a map that is not in order is found out. */
    private CompletableFuture<Void> endTenure() {
        return tenure.end()
                .thenCompose(_ -> tenure.giveMapBack())
                .handle((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("ending the tenure of {}", header, failure);
                    }
                    return null;
                });
    }

    private void owned(Acquiring begun, String cookie) {
        synchronized (this) {
            if (!state.equals(begun)) {
                // Fenced meanwhile; or the lock went with the feature.
                begun.owned().complete(null);
                return;
            }
            state = new Owned(cookie, timing.nanoTime(), false);
        }
        LOG.debug("owner of {}", header);
        gate.allowChanges();
        begun.owned().complete(null);
        var _ = channel.tell(new LockMessage.Acquired(self.get()));
        if (!LockOwner.cookie(self.get()).equals(cookie)) {
            watchingAgain();
        }
    }

    private void refused(Acquiring begun, Throwable failure) {
        if (StoreErrors.is(failure, Errno.ESHUTDOWN)) {
            fenced();
        }
        boolean others;
        synchronized (this) {
            if (state.equals(begun)) {
                state = new Unlocked(timing.nanoTime());
            }
            others = state instanceof Unlocked && !begun.asking() && gate.holdsChanges();
        }
        if (begun.asking() && !StoreErrors.is(failure, Errno.ECANCELED)) {
            refuseHeld(StoreErrors.cause(failure));
        }
        begun.owned().completeExceptionally(failure);
        if (others) {
            changeWaits();
        }
    }

    private void refuseHeld(Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        LOG.warn("{} cannot be locked: {}", header, why);
        gate.refuseHeld(
                failure instanceof ImageException
                        ? BlockError.WRITE_PROTECTED
                        : BlockError.WRITE_ERROR,
                why);
    }

    /** Another client wants the lock. Whether this client is its owner, and will give it up. */
    boolean requested() {
        synchronized (this) {
            if (!(state instanceof Owned(String cookie, long since, _))) {
                return false;
            }
            state = new Owned(cookie, since, true);
        }
        yieldWhenDue();
        return true;
    }

    /** Gives the lock up if it is wanted, has been had for long enough, and nothing needs it. */
    private void yieldWhenDue() {
        Duration left;
        synchronized (this) {
            if (!(state instanceof Owned(_, long since, boolean wanted)) || !wanted || leases > 0) {
                return;
            }
            left = TENURE.minusNanos(timing.nanoTime() - since);
        }
        if (left.isPositive()) {
            var _ = timing.after(left).thenRun(this::yieldWhenDue);
        } else {
            release();
        }
    }

    private void release() {
        Owned owned;
        Releasing begun = new Releasing(new CompletableFuture<>());
        synchronized (this) {
            if (!(state instanceof Owned had) || leases > 0) {
                return;
            }
            owned = had;
            state = begun;
        }
        var _ =
                gate.holdChanges()
                        .thenCompose(_ -> Operations.flush(context).handle((_, _) -> null))
                        .thenCompose(_ -> endTenure())
                        .thenCompose(_ -> unlock(owned.cookie()))
                        .whenComplete((_, _) -> {
                            taker.yielded();
                            released(begun, TENURE);
                        });
    }

    private void released(Releasing begun, Duration courtesy) {
        synchronized (this) {
            if (state.equals(begun)) {
                state = new Unlocked(timing.nanoTime() + courtesy.toNanos());
            }
        }
        LOG.debug("gave {} up", header);
        var _ = tellReleased();
        begun.released().complete(null);
        if (gate.holdsChanges()) {
            changeWaits();
        }
    }

    private CompletableFuture<Void> tellReleased() {
        return channel.tell(new LockMessage.Released(self.get()));
    }

    /** A lock that is gone, or cannot be given back, is found so by the next one who takes it. */
    private CompletableFuture<Void> unlock(String cookie) {
        return Operations.durably(context, header, Calls.unlock(cookie))
                .exceptionally(failure -> {
                    LOG.warn("{} was not unlocked: {}", header, failure.getMessage());
                    return null;
                });
    }

    /** Another client has told of the lock. */
    void heard(LockMessage message) {
        if (!message.client().equals(self.get())) {
            taker.heard(message);
        }
    }

    /** The watch is another one: the lock has to name it, if it is still this client's. */
    void watchingAgain() {
        Owned owned;
        String cookie = LockOwner.cookie(self.get());
        synchronized (this) {
            if (!(state instanceof Owned had) || had.cookie().equals(cookie)) {
                return;
            }
            owned = had;
            state = new Owned(cookie, had.since(), had.wanted());
        }
        var _ =
                Operations.durably(
                                context,
                                header,
                                Calls.setCookie(owned.cookie(), Calls.INTERNAL_TAG, cookie))
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                broken(cookie, failure);
                            }
                        });
    }

    private void broken(String cookie, Throwable failure) {
        if (StoreErrors.is(failure, Errno.ESHUTDOWN)) {
            fenced();
            return;
        }
        Releasing begun = new Releasing(new CompletableFuture<>());
        synchronized (this) {
            if (!(state instanceof Owned(String had, _, _)) || !had.equals(cookie)) {
                return;
            }
            state = begun;
        }
        LOG.warn("the lock of {} was taken away: {}", header, failure.getMessage());
        var _ =
                gate.holdChanges()
                        .thenCompose(_ -> tenure.end())
                        .whenComplete((_, _) -> released(begun, Duration.ZERO));
    }

    /** This client is blocklisted: nothing is done any more. */
    void fenced() {
        OwnershipState before;
        synchronized (this) {
            before = state;
            if (before instanceof Fenced || before instanceof Closed) {
                return;
            }
            state = new Fenced();
        }
        LOG.error("fenced from {}: another client has taken the image over", header);
        taker.stop();
        gate.shut(BlockError.FENCED, "this client is blocklisted");
    }

    /** Whether this client is the owner now. */
    synchronized boolean owns() {
        return state instanceof Owned;
    }

    /** Keeps the lock until {@link #letGo}, if this client is the owner or needs not be. */
    synchronized boolean hold() {
        boolean may = state instanceof Owned || state instanceof Unneeded;
        if (may) {
            leases++;
        }
        return may;
    }

    void letGo() {
        synchronized (this) {
            leases--;
        }
        yieldWhenDue();
    }

    /** Becomes the owner for a piece of work, as {@link #acquire}. */
    <T> CompletableFuture<T> whileOwned(boolean asking, Supplier<CompletableFuture<T>> work) {
        return acquire(asking)
                .thenCompose(_ ->
                        hold()
                                ? work.get().whenComplete((_, _) -> letGo())
                                : whileOwned(asking, work));
    }

    /**
     * Runs work of the owner that changes what an owner has to know, such as whether there is an
     * object map: changes of the image wait, and the tenure begins anew after it.
     */
    CompletableFuture<Void> anew(Supplier<CompletableFuture<Void>> work) {
        CompletableFuture<Void> done = gate.holdChanges().thenCompose(_ -> work.get());
        return Operations.thenAlways(done, () -> tenure.begin(OptionalLong.empty()))
                .whenComplete((_, _) -> {
                    if (hold()) {
                        gate.allowChanges();
                        letGo();
                    }
                });
    }

    /** Begins no transition any more; completes when none runs. */
    CompletableFuture<Void> stop() {
        taker.stop();
        return switch (state()) {
            case Acquiring(_, CompletableFuture<Void> owned) ->
                    owned.handle((_, _) -> null).thenCompose(_ -> stop());
            case Releasing(CompletableFuture<Void> released) ->
                    released.handle((_, _) -> null).thenCompose(_ -> stop());
            case Unneeded _, Unlocked _, Owned _, Fenced _, Closed _ -> Operations.done();
        };
    }

    /** Gives the lock back for good: no change runs any more, nor comes. */
    CompletableFuture<Void> close() {
        OwnershipState before;
        synchronized (this) {
            before = state;
            state = new Closed();
        }
        return before instanceof Owned(String cookie, _, _)
                ? tenure.giveMapBack()
                        .thenCompose(_ -> unlock(cookie))
                        .thenCompose(_ -> tellReleased())
                : Operations.done();
    }
}
