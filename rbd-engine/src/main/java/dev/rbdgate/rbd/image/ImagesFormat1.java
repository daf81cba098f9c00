package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * Makes, renames and removes images of format 1 in a pool. Each may be cut short: then the
 * directory decides which name an image has, and asking again finishes.
 */
final class ImagesFormat1 {

    private final ObjectContext context;
    private final StoreKind kind;

    /**
     * @param context a pool's default namespace
     */
    ImagesFormat1(ObjectContext context, StoreKind kind) {
        this.context = context;
        this.kind = kind;
    }

    /**
     * What the names of a new image's objects begin with: the client's instance id, and chance. No
     * more chance than the field has room for.
     */
    static String newPrefix(long instanceId, int random) {
        String prefix =
                "rb.%x.%x.".formatted(instanceId >>> Integer.SIZE, instanceId & 0xFFFF_FFFFL);
        String digits = Integer.toHexString(random);
        int room = Math.min(digits.length(), ContentFormat1.MAX_PREFIX_BYTES - prefix.length());
        return prefix + digits.substring(digits.length() - room);
    }

    /** ALREADY_EXISTS if there is such an image, of either format. */
    CompletableFuture<Void> create(ImageSpec spec, String prefix) {
        int order = Long.numberOfTrailingZeros(spec.objectBytes());
        byte[] content = ContentFormat1.ofNew(prefix, order, spec.sizeBytes());
        String name = spec.name().name();
        return makeFree(spec.name())
                .thenCompose(_ -> DirectoryFormat1.add(context, name))
                .thenCompose(_ ->
                        Operations.durably(
                                context,
                                HeaderFormat1.object(name),
                                new Step.Create(true),
                                new Step.Write(0, List.of(Buffers.direct(content)))))
                .exceptionallyCompose(failure -> undo(name, failure));
    }

    /** An entry without a header is taken back; with one it is somebody's image. */
    private CompletableFuture<Void> undo(String name, Throwable failure) {
        return exists(HeaderFormat1.object(name))
                .thenCompose(exists ->
                        exists ? Operations.done() : DirectoryFormat1.remove(context, name))
                .handle((_, _) -> failure)
                .thenCompose(CompletableFuture::failedFuture);
    }

    /** Clears away what was cut short; ALREADY_EXISTS if a name is in use. */
    private CompletableFuture<Void> makeFree(ImageName name) {
        String header = HeaderFormat1.object(name.name());
        return ImageDirectory.checkFreeOfFormat2(context, name, "")
                .thenCompose(_ -> exists(header))
                .thenCompose(exists -> {
                    if (!exists) {
                        return Operations.done();
                    }
                    return DirectoryFormat1.contains(context, name.name())
                            .thenCompose(listed -> {
                                if (listed || !kind.oneOwner()) {
                                    throw ImageDirectory.alreadyExists(name);
                                }
                                return Operations.remove(context, header);
                            });
                });
    }

    private CompletableFuture<Boolean> exists(String object) {
        return context.query(object, ReadOperation.of(new ReadOperation.Step.Stat()))
                .thenApply(_ -> true)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(false)
                                : CompletableFuture.failedFuture(failure));
    }

    /** ALREADY_EXISTS if the new name is taken. */
    CompletableFuture<Void> rename(ImageName from, ImageName to) {
        return new HeaderFormat1(context, from.name())
                .content()
                .thenCompose(content ->
                        makeFree(to)
                                .thenCompose(_ ->
                                        Operations.durably(
                                                context,
                                                HeaderFormat1.object(to.name()),
                                                new Step.Create(true),
                                                new Step.WriteFull(
                                                        List.of(Buffers.direct(content))))))
                .thenCompose(_ -> DirectoryFormat1.rename(context, from.name(), to.name()))
                .thenCompose(_ -> Operations.remove(context, HeaderFormat1.object(from.name())));
    }

    /** IN_USE while it has snapshots or is locked. */
    CompletableFuture<Void> remove(ImageName name, DoubleConsumer progress) {
        HeaderFormat1 access = new HeaderFormat1(context, name.name());
        CompletableFuture<Void> content =
                access.read()
                        .thenCompose(header -> {
                            Removal.checkNoSnapshots(header, name.toString());
                            return checkUnlocked(access.object(), name)
                                    .thenCompose(_ -> remover(header).removeContent(progress));
                        });
        return Operations.absentIsFine(content)
                .thenCompose(_ -> Operations.remove(context, access.object()))
                .thenCompose(_ -> DirectoryFormat1.remove(context, name.name()));
    }

    private ImageRemover remover(ImageHeader header) {
        return new ImageRemover(
                new ImageContexts(context, context),
                header.id(),
                header.names().prefix(),
                Operations::done);
    }

    private CompletableFuture<Void> checkUnlocked(String object, ImageName name) {
        return ImageLock.holders(context, object)
                .thenAccept(held -> {
                    if (!held.lockers().isEmpty()) {
                        throw new ImageException(
                                ImageException.Reason.IN_USE,
                                "image %s is locked by another client".formatted(name));
                    }
                });
    }
}
