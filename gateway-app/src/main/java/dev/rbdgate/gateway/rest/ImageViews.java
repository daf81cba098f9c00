package dev.rbdgate.gateway.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rbdgate.gateway.control.ImageDetails;
import dev.rbdgate.gateway.control.SnapshotDetails;
import dev.rbdgate.rbd.image.Snapshot;
import java.time.Instant;
import java.util.List;

/** What answers about what belongs to images look like. */
final class ImageViews {

    private ImageViews() {}

    /**
     * @param children clones of the second kind
     */
    record SnapshotView(
            long id,
            String name,
            long sizeBytes,
            @JsonProperty("protected") boolean isProtected,
            Instant created,
            int children,
            List<ImageDetails.MappedAt> luns)
            implements Tagged {
        static SnapshotView of(SnapshotDetails details) {
            Snapshot snapshot = details.snapshot();
            return new SnapshotView(
                    snapshot.id(),
                    snapshot.name(),
                    snapshot.sizeBytes(),
                    snapshot.isProtected(),
                    snapshot.created(),
                    snapshot.children(),
                    details.luns());
        }
    }
}
