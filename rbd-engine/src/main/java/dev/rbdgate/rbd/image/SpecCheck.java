package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.BitVector;
import java.util.EnumSet;
import java.util.Set;

/** What an image may be. Refusals name the field of {@link ImageSpec} at fault. */
final class SpecCheck {

    /** Largest image: more than any client can address by 512-byte blocks is of no use. */
    static final long MAX_SIZE_BYTES = 1L << 60;

    static final long SECTOR_BYTES = 512;
    static final long MIN_OBJECT_BYTES = 4L << 10;
    static final long MAX_OBJECT_BYTES = 32L << 20;

    /** Bounds a set of objects, which some calls go through object by object. */
    static final long MAX_STRIPE_COUNT = 4096;

    private static final Set<Feature> OFFERED =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN,
                    Feature.DATA_POOL);

    private SpecCheck() {}

    /**
     * @return the features the image gets: striping and data-pool follow from the layout
     */
    static Set<Feature> check(ImageSpec spec) {
        checkSize(spec.sizeBytes());
        long objectBytes = spec.objectBytes();
        require(
                Long.bitCount(objectBytes) == 1
                        && objectBytes >= MIN_OBJECT_BYTES
                        && objectBytes <= MAX_OBJECT_BYTES,
                "objectSize: must be a power of two from 4 KiB to 32 MiB, not " + objectBytes);
        if (spec.format() != HeaderFormat2.FORMAT) {
            checkFormat1(spec);
            return EnumSet.noneOf(Feature.class);
        }
        boolean striped = checkStripes(spec);
        Set<Feature> features = checkFeatures(spec, striped);
        if (features.contains(Feature.OBJECT_MAP)) {
            checkObjectMap(striper(spec), spec.sizeBytes());
        }
        return features;
    }

    static void checkObjectMap(Striper striper, long sizeBytes) {
        require(
                striper.objects(sizeBytes) <= BitVector.MAX_SIZE,
                "size: an object map covers at most %d objects; take larger objects, or leave out object-map and fast-diff"
                        .formatted(BitVector.MAX_SIZE));
    }

    private static void checkFormat1(ImageSpec spec) {
        require(spec.format() == HeaderFormat1.FORMAT, "format: must be 1 or 2");
        require(spec.features().isEmpty(), "features: format 1 has none");
        require(
                spec.stripeUnitBytes() == 0 && spec.stripeCount() == 0,
                "stripeUnit: format 1 has no stripes");
        require(spec.dataPool().isEmpty(), "dataPool: format 1 has none");
        require(
                spec.name().namespace().isEmpty(),
                "format: images in a namespace cannot be of format 1");
    }

    static Striper striper(ImageSpec spec) {
        return spec.stripeCount() == 0
                ? new Striper(spec.objectBytes(), spec.objectBytes(), 1)
                : new Striper(spec.objectBytes(), spec.stripeUnitBytes(), spec.stripeCount());
    }

    static void checkSize(long sizeBytes) {
        require(
                sizeBytes > 0 && sizeBytes % SECTOR_BYTES == 0,
                "size: must be a positive multiple of 512 bytes, not " + sizeBytes);
        require(
                sizeBytes <= MAX_SIZE_BYTES,
                "size: must be at most %d bytes (1 EiB), not %d"
                        .formatted(MAX_SIZE_BYTES, sizeBytes));
    }

    private static boolean checkStripes(ImageSpec spec) {
        long unit = spec.stripeUnitBytes();
        long count = spec.stripeCount();
        require(
                (unit == 0) == (count == 0),
                unit == 0
                        ? "stripeUnit: is needed with stripeCount"
                        : "stripeCount: is needed with stripeUnit");
        if (unit == 0) {
            return false;
        }
        require(
                unit >= SECTOR_BYTES && spec.objectBytes() % unit == 0,
                "stripeUnit: must divide the object size and be at least 512, not " + unit);
        require(
                count > 0 && count <= MAX_STRIPE_COUNT,
                "stripeCount: must be from 1 to %d, not %d".formatted(MAX_STRIPE_COUNT, count));
        return unit != spec.objectBytes() || count != 1;
    }

    private static Set<Feature> checkFeatures(ImageSpec spec, boolean striped) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : spec.features()) {
            if (!OFFERED.contains(feature)) {
                throw new ImageException(
                        ImageException.Reason.UNSUPPORTED,
                        "features: %s is not supported".formatted(feature.text()));
            }
            features.add(feature);
        }
        require(
                striped || !features.contains(Feature.STRIPING),
                "features: striping needs stripeUnit and stripeCount");
        boolean elsewhere =
                spec.dataPool().filter(pool -> !pool.equals(spec.name().pool())).isPresent();
        require(
                elsewhere || !features.contains(Feature.DATA_POOL),
                "features: data-pool needs dataPool, another than the image's pool");
        needs(features, Feature.OBJECT_MAP, Feature.EXCLUSIVE_LOCK);
        needs(features, Feature.FAST_DIFF, Feature.OBJECT_MAP);
        if (elsewhere) {
            features.add(Feature.DATA_POOL);
        }
        if (striped) {
            features.add(Feature.STRIPING);
        }
        return features;
    }

    private static void needs(Set<Feature> features, Feature feature, Feature needed) {
        require(
                !features.contains(feature) || features.contains(needed),
                "features: %s needs %s".formatted(feature.text(), needed.text()));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new ImageException(ImageException.Reason.INVALID, message);
        }
    }
}
