package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.CopySpec;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.WorkRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Long work on images that a restart does not end: deleting, flattening, copying. What is recorded
 * names an image by its id, too: another one that has its name by then is left alone. A deletion
 * cannot be cancelled, since from its first object on the image is none any more.
 */
final class ImageWork {

    private static final String DELETE = "image.delete";
    private static final String FLATTEN = "image.flatten";
    private static final String COPY = "image.copy";

    private static final String IMAGE = "image";
    private static final String ID = "id";
    private static final String SNAPSHOT = "snapshot";
    private static final String OWN_SNAPSHOT = "ownSnapshot";
    private static final String TO = "to";

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
        if (present.filter(it -> it.id().equals(id)).isEmpty()) {
            throw RefusedException.notFound("image %s with id %s is gone".formatted(name, id));
        }
        return present.get().parent().isEmpty()
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

    /** Recorded work, to be taken up again. */
    Optional<Work> of(WorkRecord record) {
        Map<String, String> arguments = record.arguments();
        ImageName image = ImageName.parse(argument(arguments, IMAGE));
        String id = argument(arguments, ID);
        Optional<Long> sizeBytes = Waiting.on(images.find(image)).map(ImageInfo::sizeBytes);
        return switch (record.kind()) {
            case DELETE -> Optional.of(delete(record.actor(), image, id, sizeBytes));
            case FLATTEN -> Optional.of(flatten(record.actor(), image, id, sizeBytes));
            case COPY ->
                    Optional.of(
                            copy(
                                    record.actor(),
                                    new CopySpec(
                                            image,
                                            argument(arguments, SNAPSHOT),
                                            Boolean.parseBoolean(argument(arguments, OWN_SNAPSHOT)),
                                            ImageName.parse(argument(arguments, TO))),
                                    sizeBytes,
                                    true));
            default -> Optional.empty();
        };
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
