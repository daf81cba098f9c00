package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import java.util.Optional;

/**
 * An image as it is asked for; what is empty takes the defaults of {@code rbd create}.
 *
 * @param sizeBytes a multiple of {@value #SECTOR_BYTES}
 * @param dataPool empty: the data is in the image's own pool
 * @param format of the image, 1 or 2
 */
public record ImageRequest(
        ImageName name,
        long sizeBytes,
        Layout layout,
        Optional<String> dataPool,
        Optional<Integer> format) {

    static final int SECTOR_BYTES = 512;
    private static final long DEFAULT_OBJECT_BYTES = 4L << 20;

    /** Checks every field and fills in the defaults. */
    ImageSpec spec() {
        checkSize(sizeBytes);
        layout.check(DEFAULT_OBJECT_BYTES);
        return new ImageSpec(
                name,
                sizeBytes,
                layout.objectBytes().orElse(DEFAULT_OBJECT_BYTES),
                layout.stripeUnitBytes().orElse(0L),
                layout.stripeCount().orElse(0),
                layout.parsedFeatures().orElse(Feature.DEFAULTS));
    }

    static void checkSize(long sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES != 0) {
            throw RefusedException.invalid(
                    "size", "the size is a positive multiple of " + SECTOR_BYTES + " bytes");
        }
    }

    /** Whether an image that exists is what is asked for here. */
    boolean matches(ImageInfo present) {
        return present.sizeBytes() == sizeBytes
                && present.parent().isEmpty()
                && format.map(it -> it == present.format()).orElse(true)
                && layout.matches(present, DEFAULT_OBJECT_BYTES);
    }
}
