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
 */
public record CloneSpec(
        ImageName parent,
        String snapshot,
        ImageName name,
        OptionalLong objectBytes,
        OptionalLong stripeUnitBytes,
        OptionalLong stripeCount,
        Optional<Set<Feature>> features) {

    public CloneSpec {
        features = features.map(Set::copyOf);
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
