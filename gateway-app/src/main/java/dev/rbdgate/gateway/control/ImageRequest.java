package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import java.util.Optional;
import java.util.Set;

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
    private static final int OLD_FORMAT = 1;
    private static final int NEW_FORMAT = 2;
    private static final long DEFAULT_OBJECT_BYTES = 4L << 20;

    /** Checks every field and fills in the defaults. */
    ImageSpec spec() {
        checkSize(sizeBytes);
        layout.check(DEFAULT_OBJECT_BYTES);
        int version = format.orElse(NEW_FORMAT);
        if (version == OLD_FORMAT) {
            checkOldFormat();
        } else if (version != NEW_FORMAT) {
            throw RefusedException.invalid("format", "the image format is 1 or 2");
        }
        return new ImageSpec(
                name,
                sizeBytes,
                layout.objectBytes().orElse(DEFAULT_OBJECT_BYTES),
                layout.stripeUnitBytes().orElse(0L),
                layout.stripeCount().orElse(0),
                layout.parsedFeatures().orElse(version == OLD_FORMAT ? Set.of() : Feature.DEFAULTS),
                dataPool,
                version);
    }

    /** What the first kernel's and QEMU's format has no room for. */
    private void checkOldFormat() {
        if (!name.namespace().isEmpty()) {
            throw lacks("namespace");
        }
        if (dataPool.isPresent()) {
            throw lacks("dataPool");
        }
        if (layout.stripeUnitBytes().isPresent()) {
            throw lacks("stripeUnit");
        }
        if (!layout.parsedFeatures().orElse(Set.of()).isEmpty()) {
            throw lacks("features");
        }
    }

    private static RefusedException lacks(String field) {
        return RefusedException.invalid(field, "images of format 1 have no " + field);
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
                && present.format() == format.orElse(NEW_FORMAT)
                && present.dataPool().equals(dataPool)
                && layout.matches(present, DEFAULT_OBJECT_BYTES);
    }
}
