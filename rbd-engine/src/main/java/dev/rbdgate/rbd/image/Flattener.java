package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.Errno;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Gives a clone all of its parent's data, beside requests, and lets go of the parent. Asked again
 * after it was cut short or cancelled, it goes on: objects that exist are passed over.
 */
final class Flattener {

    /** Objects at once, of those that requests leave. */
    private static final int WIDTH = 4;

    private final ImageIo image;
    private final ParentRelease parents;

    Flattener(ImageIo image, ParentRelease parents) {
        this.image = image;
        this.parents = parents;
    }

    /**
     * INVALID if the image shows no parent.
     *
     * @param cancelled asked before each object; when it is so, no more are begun, and it fails
     *     with {@link Errno#ECANCELED}
     */
    CompletableFuture<Void> flatten(DoubleConsumer progress, BooleanSupplier cancelled) {
        if (image.header().headOverlap() == 0) {
            return CompletableFuture.failedFuture(
                    new ImageException(
                            ImageException.Reason.INVALID,
                            "image %s has no parent".formatted(image.name())));
        }
        ParentImageSpec parent = image.header().parent().spec();
        long count = image.objects().coveredObjects();
        AtomicLong done = new AtomicLong();
        return Operations.call(
                        "flattening image " + image.name(),
                        end ->
                                Window.run(
                                        0,
                                        count,
                                        WIDTH,
                                        (object, ended) -> {
                                            if (cancelled.getAsBoolean()) {
                                                ended.complete(-Errno.ECANCELED);
                                                return;
                                            }
                                            copy(
                                                    object,
                                                    result -> {
                                                        progress.accept(
                                                                (double) done.incrementAndGet()
                                                                        / count);
                                                        ended.complete(result);
                                                    });
                                        },
                                        end::accept))
                .thenCompose(_ -> Operations.flush(image.contexts().metadata()))
                .thenCompose(_ -> Barrier.run(image, () -> detach(parent)));
    }

    private void copy(long object, Operations.Result ended) {
        var _ =
                SharedHold.run(
                                image,
                                () ->
                                        Operations.call(
                                                "copying object %d".formatted(object),
                                                done -> copyUp(object, done)))
                        .whenComplete((_, failure) ->
                                ended.accept(failure == null ? 0 : -StoreErrors.errno(failure)));
    }

    /** The image may have been cut meanwhile, or another flatten may have ended. */
    private void copyUp(long object, Operations.Result done) {
        ObjectIo objects = image.objects();
        CopyUps copyUps = objects.copyUps();
        if (copyUps == null || object >= objects.coveredObjects()) {
            done.accept(0);
        } else {
            copyUps.copyUp(object, done::accept);
        }
    }

    private CompletableFuture<Void> detach(ParentImageSpec parent) {
        return image.refreshOrShut()
                .thenCompose(_ -> {
                    ImageHeader header = image.header();
                    if (header.headOverlap() == 0 || !header.parent().spec().equals(parent)) {
                        return Operations.done();
                    }
                    boolean snapshotsUseIt =
                            !header.has(Feature.DEEP_FLATTEN)
                                    && header.snapshots().stream().anyMatch(this::showsParent);
                    CompletableFuture<Void> detached =
                            snapshotsUseIt
                                    ? detachHead()
                                    : parents.release(image, this::detachHead);
                    return detached.thenCompose(_ -> image.refreshOrShut());
                });
    }

    private boolean showsParent(SnapMeta snapshot) {
        return image.header().overlap(snapshot) > 0;
    }

    private CompletableFuture<Void> detachHead() {
        return Operations.durably(
                image.contexts().metadata(),
                image.access().object(),
                Calls.rbd("parent_detach", _ -> {}));
    }
}
