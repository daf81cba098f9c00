package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageWatcher;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.LockHolder;
import java.util.List;
import java.util.Optional;

/** Who uses images in the store, this gateway or others. */
public final class LockAdministration {

    private final Images images;
    private final AuditTrail audit;

    LockAdministration(Images images, AuditTrail audit) {
        this.images = images;
        this.audit = audit;
    }

    /** Who may change the image now; empty if nobody has the lock. */
    public Optional<LockHolder> holder(ImageName image) {
        return Waiting.on(images.locks().holder(image));
    }

    /** Who has the image open. */
    public List<ImageWatcher> watchers(ImageName image) {
        return Waiting.on(images.locks().watchers(image));
    }

    /** Takes the lock from another client, which is shut out of the store first. */
    public void breakLock(String actor, ImageName image) {
        LockHolder holder =
                holder(image)
                        .orElseThrow(() ->
                                RefusedException.notFound(
                                        "nobody holds the lock of image " + image));
        if (holder.ours()) {
            throw RefusedException.conflict(
                    "", "this gateway itself holds the lock of image " + image);
        }
        Waiting.on(images.locks().breakLock(image, holder));
        audit.note(
                actor,
                "lock.break",
                image.toString(),
                "of client.%d at %s".formatted(holder.instanceId(), holder.address()));
    }
}
