package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;

/** Whether an image, named or in the trash, may be removed. */
final class Removal {

    private final StoreKind kind;

    Removal(StoreKind kind) {
        this.kind = kind;
    }

    /**
     * Refuses what cannot be removed as it is. A header that is gone already is of an image whose
     * removal was cut short.
     *
     * @param label names the image in refusals
     */
    CompletableFuture<Void> checkRemovable(ObjectContext context, String id, String label) {
        return Operations.absentIsFine(
                new HeaderFormat2(context, id)
                        .read()
                        .thenCompose(header -> {
                            header.checkSupported(label);
                            return checkUnused(context, id, label);
                        }));
    }

    /** IN_USE if another client has the image's lock. */
    CompletableFuture<Void> checkUnused(ObjectContext context, String id, String label) {
        return ImageLock.holders(context, new ImageObjects(id).header())
                .thenApply(held -> {
                    if (!kind.oneOwner() && !held.lockers().isEmpty()) {
                        throw new ImageException(
                                ImageException.Reason.IN_USE,
                                "image %s is locked by another client".formatted(label));
                    }
                    return null;
                });
    }
}
