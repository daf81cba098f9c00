package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.ClientId;
import dev.rbdgate.rbd.notify.HeaderChannel;
import dev.rbdgate.rbd.notify.LockMessage;
import dev.rbdgate.rbd.notify.OwnerAnswer;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Takes the exclusive lock of an image that several clients share: from nobody, from a living owner
 * that is asked for it, or from a dead one, whose writes may still be on their way: see {@link
 * LockBreaker}.
 */
final class LockTaker {

    /** How long an owner that has agreed may take before it is asked again (as librbd). */
    static final Duration RELEASE_WAIT = Duration.ofSeconds(10);

    /** The pause before an owner is asked again that could not answer, or is about to change. */
    static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    /**
     * @param cookie of the lock
     * @param fromDead the instance id of the client that had the lock until it died
     */
    record Taken(String cookie, OptionalLong fromDead) {}

    private final ObjectContext context;
    private final String header;
    private final HeaderChannel channel;
    private final Supplier<ClientId> self;
    private final Timing timing;
    private final Signal news;
    private volatile boolean stopped;

    /** The lock was given up for one who asked for it, and has not been given back since. */
    private volatile boolean promised;

    /**
     * @param self the watch that the lock's cookie is to name
     */
    LockTaker(
            ObjectContext context,
            String header,
            HeaderChannel channel,
            Supplier<ClientId> self,
            Timing timing) {
        this.context = context;
        this.header = header;
        this.channel = channel;
        this.self = self;
        this.timing = timing;
        this.news = new Signal(timing);
    }

    /** The lock has changed hands. */
    void heard(LockMessage message) {
        if (message instanceof LockMessage.Released) {
            promised = false;
        }
        news.give();
    }

    /** The lock was given up for another, who is to find it free. */
    void yielded() {
        promised = true;
    }

    /** Ends an attempt that runs, and lets none begin. */
    void stop() {
        stopped = true;
        news.give();
    }

    /**
     * Takes the lock, however long its owner keeps it. Fails with {@link ImageException} IN_USE if
     * the lock is not one that is given up, and with {@link OwnedElsewhereException} if it is and
     * its owner was not to be asked.
     *
     * @param asking whether to ask an owner for it
     * @param askNotBefore when, in nanoseconds of the timing
     */
    CompletableFuture<Taken> take(boolean asking, long askNotBefore) {
        return take(asking, askNotBefore, OptionalLong.empty());
    }

    /**
     * @param dead who had the lock a moment ago
     */
    private CompletableFuture<Taken> take(boolean asking, long askNotBefore, OptionalLong dead) {
        if (stopped) {
            return CompletableFuture.failedFuture(
                    new ObjectStoreException(Errno.ECANCELED, "the image is being closed"));
        }
        CompletableFuture<Void> change = news.next();
        ClientId me = self.get();
        return ImageLock.holders(context, header)
                .thenCompose(lock ->
                        switch (LockOwner.of(lock)) {
                            case LockOwner.Nobody _ when promised && left(askNotBefore) ->
                                    await(change, asking, askNotBefore);
                            case LockOwner.Nobody _ -> lock(me, asking, askNotBefore, dead);
                            case LockOwner.Foreign(String description) ->
                                    CompletableFuture.failedFuture(foreign(description));
                            case LockOwner.Client owner when owner.client().equals(me) ->
                                    CompletableFuture.completedFuture(
                                            new Taken(owner.id().cookie(), OptionalLong.empty()));
                            case LockOwner.Client owner ->
                                    from(owner, change, me, asking, askNotBefore);
                        });
    }

    private boolean left(long askNotBefore) {
        return askNotBefore - timing.nanoTime() > 0;
    }

    private CompletableFuture<Taken> await(
            CompletableFuture<Void> change, boolean asking, long askNotBefore) {
        return news.await(change, Duration.ofNanos(askNotBefore - timing.nanoTime()))
                .thenCompose(_ -> take(asking, askNotBefore));
    }

    private CompletableFuture<Taken> lock(
            ClientId me, boolean asking, long askNotBefore, OptionalLong dead) {
        String cookie = LockOwner.cookie(me);
        return Operations.durably(context, header, Calls.lock(cookie, Calls.INTERNAL_TAG))
                .thenApply(_ -> new Taken(cookie, dead))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EBUSY)
                                        || StoreErrors.is(failure, Errno.EEXIST)
                                ? take(asking, askNotBefore)
                                : CompletableFuture.failedFuture(failure));
    }

    private static ImageException foreign(String description) {
        return new ImageException(
                ImageException.Reason.IN_USE,
                ("the image is locked by %s, which does not give it up; "
                                + "'rbd lock remove' takes such a lock away")
                        .formatted(description));
    }

    private CompletableFuture<Taken> from(
            LockOwner.Client owner,
            CompletableFuture<Void> change,
            ClientId me,
            boolean asking,
            long askNotBefore) {
        if (!asking) {
            return CompletableFuture.failedFuture(new OwnedElsewhereException());
        }
        if (left(askNotBefore)) {
            return await(change, true, askNotBefore);
        }
        return channel.send(new LockMessage.Requested(me, false))
                .thenCompose(replies -> answered(owner, replies, change))
                .thenCompose(dead -> take(true, askNotBefore, dead));
    }

    /** Completes when the lock is worth looking at again, with its owner if that was dead. */
    private CompletableFuture<OptionalLong> answered(
            LockOwner.Client owner, NotifyResult replies, CompletableFuture<Void> change) {
        return switch (OwnerAnswer.of(replies)) {
            case OwnerAnswer.Result(int result) when result == 0 -> news(change, RELEASE_WAIT);
            case OwnerAnswer.Result(int result) when result == -Errno.EROFS ->
                    CompletableFuture.failedFuture(foreign(owner.address()));
            case OwnerAnswer.Result _ -> news(change, RETRY_PAUSE);
            case OwnerAnswer.Silence _ when owner.watchesAmong(replies) ->
                    news(change, RETRY_PAUSE);
            case OwnerAnswer.Silence _ -> takeFromDead(owner);
        };
    }

    private CompletableFuture<OptionalLong> news(CompletableFuture<Void> change, Duration limit) {
        return news.await(change, limit).thenApply(_ -> OptionalLong.empty());
    }

    /** The same owner must still have the lock after it was found dead. */
    private CompletableFuture<OptionalLong> takeFromDead(LockOwner.Client owner) {
        return ImageLock.holders(context, header)
                .thenCompose(lock -> {
                    if (!LockOwner.of(lock).equals(owner)) {
                        return CompletableFuture.completedFuture(OptionalLong.empty());
                    }
                    return breakLock(owner)
                            .thenApply(_ -> OptionalLong.of(owner.client().instanceId()));
                });
    }

    private CompletableFuture<Void> breakLock(LockOwner.Client owner) {
        return owner.client().instanceId() == self.get().instanceId()
                // A watch of our own that was lost: whatever went by this client keeps its order.
                ? LockBreaker.breakLock(context, header, owner.id())
                : LockBreaker.fenceAndBreak(context, header, owner.id(), owner.address());
    }
}
