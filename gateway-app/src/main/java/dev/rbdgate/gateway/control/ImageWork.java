package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.CopySpec;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.rbd.image.WorkRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Long work on images that a restart does not end: deleting, also snapshots and from the trash,
 * flattening, copying, rebuilding object maps. What is recorded names an image by its id, too:
 * another one that has its name by then is left alone. A deletion cannot be cancelled, since from
 * its first object on the image is none any more.
 */
final class ImageWork {

    private static final String DELETE = "image.delete";
    private static final String FLATTEN = "image.flatten";
    private static final String COPY = "image.copy";
    private static final String DELETE_SNAPSHOT = "snapshot.delete";
    private static final String REMOVE_FROM_TRASH = "trash.remove";
    private static final String REBUILD_OBJECT_MAP = "object-map.rebuild";

    private static final String IMAGE = "image";
    private static final String ID = "id";
    private static final String SNAPSHOT = "snapshot";
    private static final String OWN_SNAPSHOT = "ownSnapshot";
    private static final String TO = "to";
    private static final String SNAPSHOT_ID = "snapshotId";
    private static final String POOL = "pool";
    private static final String NAMESPACE = "namespace";
    private static final String NAME = "name";
    private static final String FORCE = "force";

    private final Images images;
    private final AuditTrail audit;

    ImageWork(Images images, AuditTrail audit) {
        this.images = images;
        this.audit = audit;
    }

    /** What is recorded of work on an image. */
    static Work.Resumable record(String actor, ImageInfo image) {
        return new Work.Resumable(actor, Map.of(IMAGE, image.name().toString(), ID, image.id()));
    }

    /** What is recorded of a copy. */
    static Work.Resumable record(String actor, ImageInfo source, CopySpec copy) {
        Map<String, String> arguments = new LinkedHashMap<>(record(actor, source).arguments());
        arguments.put(SNAPSHOT, copy.snapshot());
        arguments.put(OWN_SNAPSHOT, Boolean.toString(copy.ownSnapshot()));
        arguments.put(TO, copy.copy().toString());
        return new Work.Resumable(actor, arguments);
    }

    /** What is recorded of work on a snapshot. */
    static Work.Resumable record(String actor, ImageInfo image, Snapshot snapshot) {
        Map<String, String> arguments = new LinkedHashMap<>(record(actor, image).arguments());
        arguments.put(SNAPSHOT, snapshot.name());
        arguments.put(SNAPSHOT_ID, Long.toString(snapshot.id()));
        return new Work.Resumable(actor, arguments);
    }

    /** What is recorded of a removal from the trash. */
    static Work.Resumable record(String actor, Trashed trashed) {
        return new Work.Resumable(
                actor,
                Map.of(
                        POOL, trashed.pool(),
                        NAMESPACE, trashed.namespace(),
                        ID, trashed.id(),
                        NAME, trashed.name(),
                        FORCE, Boolean.toString(trashed.force())));
    }

    /**
     * An image in the trash.
     *
     * @param name it had
     * @param force whether it goes before its deferment has ended
     */
    record Trashed(String pool, String namespace, String id, String name, boolean force) {}

    Work delete(String actor, ImageInfo image) {
        return delete(actor, image.name(), image.id(), Optional.of(image.sizeBytes()));
    }

    private Work delete(String actor, ImageName name, String id, Optional<Long> sizeBytes) {
        return new Work(
                DELETE,
                name.toString(),
                sizeBytes,
                progress ->
                        images.find(name)
                                .thenCompose(present ->
                                        // Without a header it may still have remains and a name.
                                        present.filter(it -> !it.id().equals(id)).isPresent()
                                                ? done()
                                                : absentIsFine(images.delete(name, progress))),
                () -> audit.note(actor, DELETE, name.toString(), "id " + id),
                Optional.empty());
    }

    Work flatten(String actor, ImageInfo image) {
        return flatten(actor, image.name(), image.id(), Optional.of(image.sizeBytes()));
    }

    private Work flatten(String actor, ImageName name, String id, Optional<Long> sizeBytes) {
        return new Work(
                FLATTEN,
                name.toString(),
                sizeBytes,
                progress -> images.find(name).thenCompose(it -> flatten(name, id, it, progress)),
                () -> audit.note(actor, FLATTEN, name.toString(), ""),
                Work.leavesNothing());
    }

    private CompletableFuture<Void> flatten(
            ImageName name, String id, Optional<ImageInfo> present, Progress progress) {
        return requirePresent(name, id, present).parent().isEmpty()
                ? done()
                : images.clones().flatten(name, progress, progress::isCancelled);
    }

    Work copy(String actor, ImageInfo source, CopySpec copy) {
        return copy(actor, copy, Optional.of(source.sizeBytes()), false);
    }

    private Work copy(String actor, CopySpec copy, Optional<Long> sizeBytes, boolean again) {
        return new Work(
                COPY,
                "%s to %s".formatted(copy.source(), copy.copy()),
                sizeBytes,
                progress -> images.copies().copy(copy, again, progress, progress::isCancelled),
                () -> audit.note(actor, COPY, copy.copy().toString(), "of " + copy.source()),
                Optional.of(() -> images.copies().undo(copy)));
    }

    Work deleteSnapshot(String actor, ImageInfo image, Snapshot snapshot) {
        return deleteSnapshot(actor, image.name(), image.id(), snapshot.name(), snapshot.id());
    }

    private Work deleteSnapshot(
            String actor, ImageName image, String id, String snapshot, long snapshotId) {
        return new Work(
                DELETE_SNAPSHOT,
                image + "@" + snapshot,
                progress ->
                        images.find(image)
                                .thenCompose(present ->
                                        present.filter(it -> it.id().equals(id)).stream()
                                                .flatMap(it -> it.snapshots().stream())
                                                .filter(it -> it.id() == snapshotId)
                                                .findFirst()
                                                .map(it ->
                                                        images.snapshots()
                                                                .delete(image, it.name(), progress))
                                                .orElseGet(ImageWork::done)),
                () ->
                        audit.note(
                                actor,
                                DELETE_SNAPSHOT,
                                image + "@" + snapshot,
                                "id " + snapshotId));
    }

    Work removeFromTrash(String actor, Trashed image) {
        String subject = image.pool() + "/" + image.name();
        return new Work(
                REMOVE_FROM_TRASH,
                subject,
                progress ->
                        absentIsFine(
                                images.trash()
                                        .remove(
                                                image.pool(),
                                                image.namespace(),
                                                image.id(),
                                                image.force(),
                                                progress)),
                () -> audit.note(actor, REMOVE_FROM_TRASH, subject, "id " + image.id()));
    }

    Work rebuildObjectMap(String actor, ImageInfo image) {
        return rebuildObjectMap(actor, image.name(), image.id());
    }

    private Work rebuildObjectMap(String actor, ImageName name, String id) {
        return new Work(
                REBUILD_OBJECT_MAP,
                name.toString(),
                progress ->
                        images.find(name)
                                .thenCompose(present -> {
                                    requirePresent(name, id, present);
                                    return images.objectMaps().rebuild(name, progress);
                                }),
                () -> audit.note(actor, REBUILD_OBJECT_MAP, name.toString(), ""));
    }

    private static ImageInfo requirePresent(
            ImageName name, String id, Optional<ImageInfo> present) {
        return present.filter(it -> it.id().equals(id))
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "image %s with id %s is gone".formatted(name, id)));
    }

    /** Recorded work, to be taken up again. */
    Optional<Work> of(WorkRecord record) {
        String actor = record.actor();
        Map<String, String> arguments = record.arguments();
        return switch (record.kind()) {
            case DELETE ->
                    Optional.of(
                            delete(actor, image(arguments), id(arguments), sizeBytes(arguments)));
            case FLATTEN ->
                    Optional.of(
                            flatten(actor, image(arguments), id(arguments), sizeBytes(arguments)));
            case COPY ->
                    Optional.of(
                            copy(
                                    actor,
                                    new CopySpec(
                                            image(arguments),
                                            argument(arguments, SNAPSHOT),
                                            Boolean.parseBoolean(argument(arguments, OWN_SNAPSHOT)),
                                            ImageName.parse(argument(arguments, TO))),
                                    sizeBytes(arguments),
                                    true));
            case DELETE_SNAPSHOT ->
                    Optional.of(
                            deleteSnapshot(
                                    actor,
                                    image(arguments),
                                    id(arguments),
                                    argument(arguments, SNAPSHOT),
                                    Long.parseLong(argument(arguments, SNAPSHOT_ID))));
            case REMOVE_FROM_TRASH ->
                    Optional.of(
                            removeFromTrash(
                                    actor,
                                    new Trashed(
                                            argument(arguments, POOL),
                                            argument(arguments, NAMESPACE),
                                            id(arguments),
                                            argument(arguments, NAME),
                                            Boolean.parseBoolean(argument(arguments, FORCE)))));
            case REBUILD_OBJECT_MAP ->
                    Optional.of(rebuildObjectMap(actor, image(arguments), id(arguments)));
            default -> Optional.empty();
        };
    }

    private static ImageName image(Map<String, String> arguments) {
        return ImageName.parse(argument(arguments, IMAGE));
    }

    private static String id(Map<String, String> arguments) {
        return argument(arguments, ID);
    }

    private Optional<Long> sizeBytes(Map<String, String> arguments) {
        return Waiting.on(images.find(image(arguments))).map(ImageInfo::sizeBytes);
    }

    private static String argument(Map<String, String> arguments, String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a record of work lacks '" + name + "'");
        }
        return value;
    }

    private static CompletableFuture<Void> absentIsFine(CompletableFuture<Void> future) {
        return future.exceptionallyCompose(
                failure -> isNotFound(failure) ? done() : CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static boolean isNotFound(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof ImageException refusal
                && refusal.reason() == ImageException.Reason.NOT_FOUND;
    }
}
