package dev.rbdgate.rbd.image;

import java.util.Set;

/**
 * What an image shall be. Checked by {@link Images#create}, which names the field at fault.
 *
 * @param sizeBytes capacity
 * @param objectBytes object size, a power of two from 4 KiB to 32 MiB
 * @param stripeUnitBytes divides objectBytes; 0: not striped
 * @param stripeCount objects in a stripe; 0: not striped
 * @param features to switch on
 */
public record ImageSpec(
        ImageName name,
        long sizeBytes,
        long objectBytes,
        long stripeUnitBytes,
        long stripeCount,
        Set<Feature> features) {
    public ImageSpec {
        features = Set.copyOf(features);
    }

    /** An image with the defaults of {@code rbd create}. */
    public static ImageSpec of(ImageName name, long sizeBytes) {
        return new ImageSpec(name, sizeBytes, 4L << 20, 0, 0, Feature.DEFAULTS);
    }
}
