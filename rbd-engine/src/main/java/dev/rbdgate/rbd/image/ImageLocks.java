package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.cls.LockerInfo;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.notify.HeaderChannel;
import dev.rbdgate.rbd.notify.Notice;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who has an image open and who may change it. Futures fail with {@link ImageException}: NOT_FOUND
 * if there is no such image.
 */
public final class ImageLocks {

    private final Places places;
    private final OpenImages<ImageName, RbdImage> open;

    ImageLocks(Places places, OpenImages<ImageName, RbdImage> open) {
        this.places = places;
        this.open = open;
    }

    /** Who holds the image's lock; the first one of several who share it. */
    public CompletableFuture<Optional<LockHolder>> holder(ImageName name) {
        return Places.guarded(
                "lock of " + name,
                () -> {
                    ObjectContext context = places.context(name);
                    return ImageHeaders.find(context, name)
                            .thenCompose(access -> ImageLock.holders(context, access.object()))
                            .thenCompose(
                                    lock -> ourInstance(name).thenApply(us -> first(lock, us)));
                });
    }

    /** The client by which the image is open here. */
    private CompletableFuture<Optional<Long>> ourInstance(ImageName name) {
        CompletableFuture<RbdImage> opened = open.find(name);
        return opened == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : opened.thenApply(
                        image -> Optional.of(image.io().contexts().metadata().instanceId()));
    }

    private static Optional<LockHolder> first(LockInfo lock, Optional<Long> us) {
        return lock.lockers().entrySet().stream()
                .findFirst()
                .map(locker -> holder(lock, locker, us));
    }

    private static LockHolder holder(
            LockInfo lock, Map.Entry<LockerId, LockerInfo> locker, Optional<Long> us) {
        long instanceId = locker.getKey().locker().number();
        return new LockHolder(
                instanceId,
                locker.getValue().address().legacyText(),
                locker.getKey().cookie(),
                LockOwner.of(lock) instanceof LockOwner.Client,
                us.filter(id -> id == instanceId).isPresent());
    }

    /** Who has the image open, as far as it watches the header: this asks all of them. */
    public CompletableFuture<List<ImageWatcher>> watchers(ImageName name) {
        return Places.guarded(
                "watchers of " + name,
                () -> {
                    ObjectContext context = places.context(name);
                    return ImageHeaders.find(context, name)
                            .thenCompose(access -> watchers(context, access.object()))
                            .thenCompose(found ->
                                    ourInstance(name).thenApply(us -> watchers(found, us)));
                });
    }

    /**
     * Who watches a header. The C library lists no watchers: they are those who answer a
     * notification, or who were waited for in vain. This one harms nobody.
     */
    static CompletableFuture<NotifyResult> watchers(ObjectContext context, String header) {
        return new HeaderChannel(context, header).send(new Notice.HeaderUpdate());
    }

    private static List<ImageWatcher> watchers(NotifyResult found, Optional<Long> us) {
        List<ImageWatcher> watchers = new ArrayList<>();
        found.acknowledgements().forEach(reply -> watchers.add(watcher(reply.watcher(), true, us)));
        found.timeouts().forEach(silent -> watchers.add(watcher(silent, false, us)));
        return List.copyOf(watchers);
    }

    private static ImageWatcher watcher(
            ObjectContext.Watcher watcher, boolean responsive, Optional<Long> us) {
        return new ImageWatcher(
                watcher.instanceId(),
                watcher.handle(),
                responsive,
                us.filter(id -> id == watcher.instanceId()).isPresent());
    }

    /**
     * Takes the lock away from another client, which is shut out of the store first: nothing that
     * it has on its way lands afterwards.
     *
     * @param holder as {@link #holder} told it; IN_USE if the lock has changed hands since, INVALID
     *     if it is ours
     */
    public CompletableFuture<Void> breakLock(ImageName name, LockHolder holder) {
        return holder(name)
                .thenCompose(now -> {
                    if (!now.equals(Optional.of(holder))) {
                        throw new ImageException(
                                ImageException.Reason.IN_USE,
                                "the lock of %s is not held so any more".formatted(name));
                    }
                    if (holder.ours()) {
                        throw new ImageException(
                                ImageException.Reason.INVALID,
                                "the lock of %s is this gateway's own".formatted(name));
                    }
                    return Places.guarded(
                            "breaking the lock of " + name, () -> fenceAndBreak(name, holder));
                });
    }

    private CompletableFuture<Void> fenceAndBreak(ImageName name, LockHolder holder) {
        ObjectContext context = places.context(name);
        LockerId locker = new LockerId(EntityName.client(holder.instanceId()), holder.cookie());
        return ImageHeaders.find(context, name)
                .thenCompose(access ->
                        context instanceof Fencing
                                ? LockBreaker.fenceAndBreak(
                                        context, access.object(), locker, holder.address())
                                : LockBreaker.breakLock(context, access.object(), locker));
    }
}
