package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.LockHolder;
import java.util.List;
import java.util.Optional;

/**
 * An image and where it is mapped.
 *
 * @param lockOwner who may change it now, as {@code client.<id> at <address>}; empty if nobody has
 *     the lock, or in lists, which do not look
 */
public record ImageDetails(ImageInfo info, List<MappedAt> luns, Optional<String> lockOwner) {

    ImageDetails(ImageInfo info, List<MappedAt> luns) {
        this(info, luns, Optional.empty());
    }

    ImageDetails ownedBy(Optional<LockHolder> holder) {
        return new ImageDetails(
                info,
                luns,
                holder.map(it -> "client.%d at %s".formatted(it.instanceId(), it.address())));
    }

    /** A LUN that shows the image. */
    public record MappedAt(String target, int lun, boolean readOnly) {

        /** Refuses what cannot be done while a LUN shows {@code subject}. */
        static void checkNone(List<MappedAt> luns, String subject) {
            if (!luns.isEmpty()) {
                MappedAt first = luns.getFirst();
                throw RefusedException.conflict(
                        "",
                        "%s is LUN %d of %s; remove the LUN first"
                                .formatted(subject, first.lun(), first.target()));
            }
        }
    }
}
