package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What a new owner does before it changes a shared image: reads the header again, takes the object
 * map's lock and loads the map; and what it does before it goes. In between others only read, and
 * do not believe the map.
 */
final class ImageTenure implements Ownership.Tenure {

    private final ImageIo io;
    private final Runnable onRefreshed;

    /** Whether the map's lock may be ours. Transitions of the ownership follow one another. */
    private volatile boolean mapTaken;

    /**
     * @param onRefreshed told when the header was read again
     */
    ImageTenure(ImageIo io, Runnable onRefreshed) {
        this.io = io;
        this.onRefreshed = onRefreshed;
    }

    private ObjectContext context() {
        return io.contexts().metadata();
    }

    private String mapObject() {
        return new ImageObjects(io.header().id()).objectMap();
    }

    @Override
    public CompletableFuture<Void> begin(OptionalLong fromDead) {
        return Barrier.run(
                        io,
                        () -> io.access().read().thenCompose(this::states).thenCompose(io::refresh))
                .thenRun(onRefreshed);
    }

    private CompletableFuture<ObjectStates> states(ImageHeader header) {
        if (!header.has(Feature.OBJECT_MAP)) {
            return CompletableFuture.completedFuture(ObjectStates.UNKNOWN);
        }
        mapTaken = true;
        return lockMap()
                .thenCompose(_ -> new ObjectMapLoader(io.contexts(), header).loadOrDistrust());
    }

    /** Whoever holds the map's lock and not the image's has ended without giving it back. */
    private CompletableFuture<Void> lockMap() {
        return tryToLockMap()
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EBUSY)
                                ? breakMapLocks().thenCompose(_ -> tryToLockMap())
                                : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Void> tryToLockMap() {
        return Operations.durably(context(), mapObject(), Calls.lock("", ""))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EEXIST)
                                ? Operations.done()
                                : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Void> breakMapLocks() {
        return ImageLock.holders(context(), mapObject())
                .thenCompose(lock -> {
                    CompletableFuture<Void> broken = Operations.done();
                    for (LockerId id : lock.lockers().keySet()) {
                        broken =
                                broken.thenCompose(_ ->
                                        Operations.absentIsFine(
                                                Operations.durably(
                                                        context(),
                                                        mapObject(),
                                                        Calls.breakLock(id))));
                    }
                    return broken;
                });
    }

    @Override
    public CompletableFuture<Void> end() {
        return Barrier.run(io, () -> io.refresh(ObjectStates.UNKNOWN));
    }

    @Override
    public CompletableFuture<Void> giveMapBack() {
        if (!mapTaken) {
            return Operations.done();
        }
        mapTaken = false;
        return Operations.absentIsFine(
                Operations.durably(context(), mapObject(), Calls.unlock("")));
    }
}
