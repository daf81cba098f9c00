package dev.rbdgate.rbd.image;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a clone shall be. It has the size of the snapshot; what is left empty is as with the parent.
 *
 * @param snapshot of the parent
 * @param objectBytes object size
 * @param stripeUnitBytes with stripeCount; both empty and another object size: not striped
 * @param stripeCount objects in a stripe
 * @param features to switch on
 * @param dataPool pool of the data objects; empty: the clone's own, also if the parent's are
 *     elsewhere
 */
public record CloneSpec(
        ImageName parent,
        String snapshot,
        ImageName name,
        OptionalLong objectBytes,
        OptionalLong stripeUnitBytes,
        OptionalLong stripeCount,
        Optional<Set<Feature>> features,
        Optional<String> dataPool) {

    public CloneSpec {
        features = features.map(Set::copyOf);
    }

    /** A clone with its data in its own pool. */
    public CloneSpec(
            ImageName parent,
            String snapshot,
            ImageName name,
            OptionalLong objectBytes,
            OptionalLong stripeUnitBytes,
            OptionalLong stripeCount,
            Optional<Set<Feature>> features) {
        this(
                parent,
                snapshot,
                name,
                objectBytes,
                stripeUnitBytes,
                stripeCount,
                features,
                Optional.empty());
    }

    /** A clone that is laid out as its parent. */
    public static CloneSpec of(ImageName parent, String snapshot, ImageName name) {
        return new CloneSpec(
                parent,
                snapshot,
                name,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }
}
