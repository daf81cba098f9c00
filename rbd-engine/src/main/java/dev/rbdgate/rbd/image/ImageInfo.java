package dev.rbdgate.rbd.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of an image.
 *
 * @param id the image id, part of its objects' names
 * @param usedBytes storage it takes: allocated bytes on the local store, existing objects times
 *     object size on rados
 * @param stripeUnitBytes objectBytes if not striped
 * @param stripeCount 1 if not striped
 * @param parent what it was cloned from, as long as it or a snapshot of it uses that
 * @param snapshots oldest first
 * @param dataPool pool of the data objects, if it is another than the image's
 */
public record ImageInfo(
        ImageName name,
        String id,
        long poolId,
        int format,
        long sizeBytes,
        long usedBytes,
        long objectBytes,
        long stripeUnitBytes,
        long stripeCount,
        Set<Feature> features,
        Instant created,
        Optional<ParentRef> parent,
        List<Snapshot> snapshots,
        Optional<String> dataPool) {

    public ImageInfo {
        features = Set.copyOf(features);
        snapshots = List.copyOf(snapshots);
    }
}
