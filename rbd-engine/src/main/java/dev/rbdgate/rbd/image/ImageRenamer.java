package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.HeaderChannel;
import dev.rbdgate.rbd.notify.Notice;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;

/**
 * Gives an image another name, in librbd's order (here of format 2): the new name's object, the
 * directory, the old name's object. The directory decides: until it has changed the image has its
 * old name alone, and from then on its new one.
 */
final class ImageRenamer {

    private final ObjectContext context;
    private final StoreKind kind;
    private final ImageName from;
    private final ImageName to;
    private final boolean open;

    /**
     * @param open whether the image is open here
     */
    ImageRenamer(
            ObjectContext context, StoreKind kind, ImageName from, ImageName to, boolean open) {
        this.open = open;
        this.context = context;
        this.kind = kind;
        this.from = from;
        this.to = to;
    }

    CompletableFuture<Void> rename() {
        return ImageHeaders.find(context, from)
                .thenCompose(access ->
                        ImageHeaders.read(access, from)
                                .thenApply(header -> {
                                    header.checkMaintainable(from);
                                    return header;
                                })
                                .thenCompose(header ->
                                        header.format() == HeaderFormat1.FORMAT
                                                ? renameFormat1()
                                                : rename(header.id()))
                                .thenCompose(_ ->
                                        new HeaderChannel(context, access.object())
                                                .tell(new Notice.HeaderUpdate())));
    }

    private CompletableFuture<Void> renameFormat1() {
        if (open) {
            throw new ImageException(
                    ImageException.Reason.IN_USE,
                    "image %s is in use, and of format 1, whose header goes by its name"
                            .formatted(from));
        }
        return new ImagesFormat1(context, kind).rename(from, to);
    }

    private CompletableFuture<Void> rename(String id) {
        return ImageDirectory.clearStaleId(context, kind, to)
                .thenCompose(_ -> ImageDirectory.checkFree(context, to, id))
                .thenCompose(_ -> ImageDirectory.addId(context, to, id))
                .thenCompose(_ ->
                        Operations.durably(
                                context,
                                ImageObjects.DIRECTORY,
                                Calls.rbd(
                                        "dir_rename_image",
                                        e -> e.string(from.name()).string(to.name()).string(id))))
                .thenCompose(_ -> Operations.remove(context, ImageObjects.idOf(from.name())));
    }
}
