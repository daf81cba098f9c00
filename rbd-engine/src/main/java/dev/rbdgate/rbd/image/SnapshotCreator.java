package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a snapshot, while no request runs: what had completed before is in it, what comes later is
 * not.
 *
 * <pre>
 * flush ─> new id ─> store the map ─> header ─────> map of the head ─> new state
 *             ^                         │ ESTALE: another's snapshot came first
 *             └──── give the id up <────┘
 * </pre>
 *
 * <p>The header is what makes the snapshot. A crash before leaves an id that nobody uses; one after
 * it leaves a head whose map tells more changes than there were.
 */
final class SnapshotCreator {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCreator.class);

    /** Ids that may turn out to be too old. */
    private static final int MAX_IDS = 10;

    private final ImageIo image;
    private final ObjectContext metadata;
    private final ObjectContext data;

    SnapshotCreator(ImageIo image) {
        this.image = image;
        this.metadata = image.contexts().metadata();
        this.data = image.contexts().data();
    }

    /** ALREADY_EXISTS, INVALID. */
    CompletableFuture<Void> create(String name) {
        checkName(name);
        return Operations.flush(metadata)
                .thenCompose(_ -> tryId(name, MAX_IDS))
                .thenCompose(this::recordInHead);
    }

    static void checkName(String name) {
        if (!ImageRef.isSnapshotName(name)) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "name: a snapshot's has 1 to %d characters, without '/' and '@'"
                            .formatted(ImageRef.MAX_SNAPSHOT_NAME));
        }
    }

    /** The id of the snapshot, which then is in the header and in the state. */
    private CompletableFuture<Long> tryId(String name, int idsLeft) {
        return SnapshotIds.of(data)
                .createSnap()
                .thenCompose(id ->
                        add(name, id)
                                .thenApply(_ -> id)
                                .exceptionallyCompose(
                                        failure -> afterFailure(name, id, failure, idsLeft)));
    }

    private CompletableFuture<Void> add(String name, long id) {
        return Operations.call(
                        "storing the object map of snapshot " + name,
                        done -> image.objects().states().storeAs(mapOf(id), done::accept))
                .thenCompose(_ -> image.access().addSnapshot(name, id))
                .thenCompose(_ -> image.refreshOrShut());
    }

    private String mapOf(long snapId) {
        return new ImageObjects(image.header().id()).objectMap(snapId);
    }

    /** A failure may have come after the change: the header tells. */
    private CompletableFuture<Long> afterFailure(
            String name, long id, Throwable failure, int idsLeft) {
        return image.refreshOrShut()
                .thenCompose(_ -> {
                    if (image.header().snapshot(id).isPresent()) {
                        return CompletableFuture.completedFuture(id);
                    }
                    CompletableFuture<Void> undone =
                            Operations.remove(metadata, mapOf(id))
                                    .thenCompose(_ -> SnapshotIds.remove(data, id))
                                    .exceptionally(left -> {
                                        LOG.warn("snapshot id {} is left unused", id, left);
                                        return null;
                                    });
                    if (StoreErrors.is(failure, Errno.ESTALE) && idsLeft > 1) {
                        return undone.thenCompose(_ -> tryId(name, idsLeft - 1));
                    }
                    return undone.thenCompose(
                            _ -> CompletableFuture.failedFuture(told(name, failure)));
                });
    }

    private Throwable told(String name, Throwable failure) {
        if (StoreErrors.is(failure, Errno.EEXIST)) {
            return new ImageException(
                    ImageException.Reason.ALREADY_EXISTS,
                    "snapshot %s@%s already exists".formatted(image.name(), name));
        }
        if (StoreErrors.is(failure, Errno.EDQUOT)) {
            return new ImageException(
                    ImageException.Reason.INVALID,
                    "image %s has as many snapshots as its limit lets it have"
                            .formatted(image.name()));
        }
        return failure;
    }

    private CompletableFuture<Void> recordInHead(long id) {
        return Operations.call(
                        "recording snapshot " + id,
                        done -> image.objects().states().recordSnapshot(done::accept))
                .exceptionally(failure -> {
                    LOG.warn(
                            "the object map of image {} tells more changes since snapshot {} than there are",
                            image.name(),
                            id,
                            failure);
                    return null;
                });
    }
}
