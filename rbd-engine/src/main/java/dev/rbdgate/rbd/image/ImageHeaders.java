package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;

/** Finds images' headers. */
final class ImageHeaders {
    private ImageHeaders() {}

    /** The header of an image by its name, of whichever format; NOT_FOUND. */
    static CompletableFuture<HeaderAccess> find(ObjectContext context, ImageName name) {
        return ImageDirectory.id(context, name.name())
                .<HeaderAccess>thenApply(id -> new HeaderFormat2(context, id))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? findFormat1(context, name)
                                : CompletableFuture.failedFuture(found(failure, name)));
    }

    private static CompletableFuture<HeaderAccess> findFormat1(
            ObjectContext context, ImageName name) {
        return hasFormat1(context, name)
                .thenApply(has -> {
                    if (!has) {
                        throw missing(name);
                    }
                    return new HeaderFormat1(context, name.name());
                });
    }

    /** Whether a name is that of an image of format 1; in a namespace there is none. */
    static CompletableFuture<Boolean> hasFormat1(ObjectContext context, ImageName name) {
        return name.namespace().isEmpty()
                ? DirectoryFormat1.contains(context, name.name())
                : CompletableFuture.completedFuture(false);
    }

    /** Reads the header of a named image, if it is whole; NOT_FOUND. */
    static CompletableFuture<ImageHeader> read(ObjectContext context, ImageName name) {
        return find(context, name).thenCompose(access -> read(access, name));
    }

    static CompletableFuture<ImageHeader> read(HeaderAccess access, ImageName name) {
        return access.read()
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(found(failure, name)))
                .thenApply(header -> {
                    if (header.unfinished()) {
                        throw missing(name);
                    }
                    return header;
                });
    }

    private static ImageException found(Throwable failure, ImageName name) {
        return StoreErrors.is(failure, Errno.ENOENT)
                ? missing(name)
                : StoreErrors.imageException(failure, "opening " + name);
    }

    private static ImageException missing(ImageName name) {
        return new ImageException(
                ImageException.Reason.NOT_FOUND, "image %s does not exist".formatted(name));
    }
}
