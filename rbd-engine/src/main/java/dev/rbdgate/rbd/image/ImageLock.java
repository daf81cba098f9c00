package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.Watch;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exclusive lock of an open image, and the one on its object map. As librbd does, the owner
 * watches the header, and the lock's cookie names that watch.
 *
 * <p>A store with one owner lets nobody else be alive: a lock that is found held was left by a
 * process that ended without closing the image. That is how an unclean end is known.
 */
final class ImageLock {

    private static final Logger LOG = LoggerFactory.getLogger(ImageLock.class);

    private final ObjectContext context;
    private final ImageObjects objects;
    private final boolean withObjectMap;
    private final Watch watch;

    private ImageLock(
            ObjectContext context, ImageObjects objects, boolean withObjectMap, Watch watch) {
        this.context = context;
        this.objects = objects;
        this.withObjectMap = withObjectMap;
        this.watch = watch;
    }

    /** Who holds the image's lock now. */
    static CompletableFuture<LockInfo> holders(ObjectContext context, String object) {
        return Operations.ask(context, object, Calls.lockInfo())
                .thenApply(answers -> LockInfo.decode(new Decoder(answers.getFirst())));
    }

    /**
     * Takes away locks that are held by processes that are known to have ended; the header's last,
     * which is the one that tells.
     */
    static CompletableFuture<Void> breakAll(ObjectContext context, ImageObjects objects) {
        return breakAll(context, objects.objectMap())
                .thenCompose(_ -> breakAll(context, objects.header()));
    }

    private static CompletableFuture<Void> breakAll(ObjectContext context, String object) {
        return Operations.absentIsFine(
                holders(context, object)
                        .thenCompose(lock -> {
                            CompletableFuture<Void> broken = Operations.done();
                            for (LockerId id : lock.lockers().keySet()) {
                                LOG.info("breaking the lock that {} left on {}", id, object);
                                Step step = Calls.breakLock(id);
                                broken =
                                        broken.thenCompose(
                                                _ -> Operations.durably(context, object, step));
                            }
                            return broken;
                        }));
    }

    /** Takes the locks; EBUSY if another has one. */
    static CompletableFuture<ImageLock> take(
            ObjectContext context, ImageObjects objects, boolean withObjectMap) {
        return context.watch(objects.header(), new Handler(objects.header()))
                .thenCompose(watch -> {
                    ImageLock lock = new ImageLock(context, objects, withObjectMap, watch);
                    return lock.takeAll()
                            .thenApply(_ -> lock)
                            .exceptionallyCompose(failure ->
                                    watch.unwatch()
                                            .handle((_, _) -> failure)
                                            .thenCompose(CompletableFuture::failedFuture));
                });
    }

    private String cookie() {
        return "auto " + watch.handle();
    }

    private CompletableFuture<Void> takeAll() {
        CompletableFuture<Void> taken =
                Operations.durably(
                        context, objects.header(), Calls.lock(cookie(), Calls.INTERNAL_TAG));
        if (!withObjectMap) {
            return taken;
        }
        return taken.thenCompose(
                _ -> Operations.durably(context, objects.objectMap(), Calls.lock("", "")));
    }

    /** Gives the locks back; after this the image counts as closed. */
    CompletableFuture<Void> release() {
        CompletableFuture<Void> mapReleased =
                withObjectMap
                        // The map may be gone: its feature was switched off meanwhile.
                        ? Operations.absentIsFine(
                                Operations.durably(context, objects.objectMap(), Calls.unlock("")))
                        : Operations.done();
        return mapReleased
                .thenCompose(
                        _ -> Operations.durably(context, objects.header(), Calls.unlock(cookie())))
                .thenCompose(_ -> abandon());
    }

    /** Stops watching and leaves the locks, which tells the next owner to distrust the map. */
    CompletableFuture<Void> abandon() {
        return watch.unwatch().thenApply(_ -> null);
    }

    /** Whether a failure to take the lock means that another has it. */
    static boolean heldByOther(Throwable failure) {
        return StoreErrors.is(failure, Errno.EBUSY) || StoreErrors.is(failure, Errno.EEXIST);
    }

    /** Acknowledges what other clients tell, which a store with one owner has none of. */
    private record Handler(String object) implements ObjectContext.WatchHandler {
        @Override
        public CompletableFuture<byte[]> notified(long notifierInstanceId, byte[] payload) {
            return CompletableFuture.completedFuture(new byte[0]);
        }

        @Override
        public void failed(int errno) {
            LOG.warn("the watch on {} is lost: errno {}", object, errno);
        }
    }
}
