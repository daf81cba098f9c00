package dev.rbdgate.rbd.image;

import java.util.Optional;
import java.util.Set;

/**
 * What an image shall be. Checked by {@link Images#create}, which names the field at fault.
 *
 * @param sizeBytes capacity
 * @param objectBytes object size, a power of two from 4 KiB to 32 MiB
 * @param stripeUnitBytes divides objectBytes; 0: not striped
 * @param stripeCount objects in a stripe; 0: not striped
 * @param features to switch on
 * @param dataPool pool of the data objects; empty: the image's own
 * @param format 2, or 1: the first kernel's and QEMU's, which has neither features nor stripes
 */
public record ImageSpec(
        ImageName name,
        long sizeBytes,
        long objectBytes,
        long stripeUnitBytes,
        long stripeCount,
        Set<Feature> features,
        Optional<String> dataPool,
        int format) {
    public ImageSpec {
        features = Set.copyOf(features);
    }

    /** An image of format 2 with its data in its own pool. */
    public ImageSpec(
            ImageName name,
            long sizeBytes,
            long objectBytes,
            long stripeUnitBytes,
            long stripeCount,
            Set<Feature> features) {
        this(
                name,
                sizeBytes,
                objectBytes,
                stripeUnitBytes,
                stripeCount,
                features,
                Optional.empty(),
                2);
    }

    /** The same with its data in another pool. */
    public ImageSpec withDataPool(String pool) {
        return new ImageSpec(
                name,
                sizeBytes,
                objectBytes,
                stripeUnitBytes,
                stripeCount,
                features,
                Optional.of(pool),
                format);
    }

    /** An image of format 1. */
    public static ImageSpec format1(ImageName name, long sizeBytes, long objectBytes) {
        return new ImageSpec(name, sizeBytes, objectBytes, 0, 0, Set.of(), Optional.empty(), 1);
    }

    /** An image with the defaults of {@code rbd create}. */
    public static ImageSpec of(ImageName name, long sizeBytes) {
        return new ImageSpec(name, sizeBytes, 4L << 20, 0, 0, Feature.DEFAULTS);
    }
}
