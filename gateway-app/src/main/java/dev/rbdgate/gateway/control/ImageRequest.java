package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image as it is asked for; what is empty takes the defaults of {@code rbd create}.
 *
 * @param sizeBytes a multiple of {@value #SECTOR_BYTES}
 * @param features by the names rbd uses
 */
public record ImageRequest(
        ImageName name,
        long sizeBytes,
        Optional<Long> objectBytes,
        Optional<Long> stripeUnitBytes,
        Optional<Integer> stripeCount,
        Optional<List<String>> features) {

    static final int SECTOR_BYTES = 512;
    private static final long MIN_OBJECT_BYTES = 4L << 10;
    private static final long MAX_OBJECT_BYTES = 32L << 20;
    private static final long DEFAULT_OBJECT_BYTES = 4L << 20;

    /** What this version creates; the rest comes with its features. */
    private static final Set<Feature> CREATABLE =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN);

    /** Checks every field and fills in the defaults. */
    ImageSpec spec() {
        checkSize(sizeBytes);
        long object = objectBytes.orElse(DEFAULT_OBJECT_BYTES);
        if (object < MIN_OBJECT_BYTES || object > MAX_OBJECT_BYTES || Long.bitCount(object) != 1) {
            throw RefusedException.invalid(
                    "objectSize", "the object size is a power of two from 4KiB to 32MiB");
        }
        boolean striped = stripeUnitBytes.isPresent() || stripeCount.isPresent();
        if (striped) {
            checkStriping(object);
        }
        return new ImageSpec(
                name,
                sizeBytes,
                object,
                stripeUnitBytes.orElse(0L),
                stripeCount.orElse(0),
                features.map(ImageRequest::features).orElse(Feature.DEFAULTS));
    }

    static void checkSize(long sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES != 0) {
            throw RefusedException.invalid(
                    "size", "the size is a positive multiple of " + SECTOR_BYTES + " bytes");
        }
    }

    private void checkStriping(long object) {
        if (stripeUnitBytes.isEmpty()) {
            throw RefusedException.invalid("stripeUnit", "stripeCount needs stripeUnit");
        }
        if (stripeCount.isEmpty()) {
            throw RefusedException.invalid("stripeCount", "stripeUnit needs stripeCount");
        }
        long unit = stripeUnitBytes.get();
        if (unit < SECTOR_BYTES || unit % SECTOR_BYTES != 0 || object % unit != 0) {
            throw RefusedException.invalid(
                    "stripeUnit",
                    "the stripe unit is a multiple of %d bytes that divides the object size"
                            .formatted(SECTOR_BYTES));
        }
        if (stripeCount.get() < 1) {
            throw RefusedException.invalid("stripeCount", "the stripe count is at least 1");
        }
    }

    private static Set<Feature> features(List<String> names) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (String name : names) {
            features.add(
                    CREATABLE.stream()
                            .filter(it -> it.text().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    RefusedException.invalid(
                                            "features",
                                            "'%s' is not a feature that can be asked for: %s"
                                                    .formatted(name, creatable()))));
        }
        require(features, Feature.OBJECT_MAP, Feature.EXCLUSIVE_LOCK);
        require(features, Feature.FAST_DIFF, Feature.OBJECT_MAP);
        return features;
    }

    private static void require(Set<Feature> features, Feature feature, Feature needed) {
        if (features.contains(feature) && !features.contains(needed)) {
            throw RefusedException.invalid("features", feature.text() + " needs " + needed.text());
        }
    }

    private static String creatable() {
        return CREATABLE.stream().map(Feature::text).collect(Collectors.joining(", "));
    }

    /** Whether an image that exists is what is asked for here. */
    boolean matches(ImageInfo present) {
        ImageSpec wanted = spec();
        boolean sameStripes =
                stripeUnitBytes.isEmpty()
                        || (present.stripeUnitBytes() == wanted.stripeUnitBytes()
                                && present.stripeCount() == wanted.stripeCount());
        return present.sizeBytes() == wanted.sizeBytes()
                && present.objectBytes() == wanted.objectBytes()
                && sameStripes
                && (features.isEmpty()
                        || withoutStriping(present.features())
                                .equals(withoutStriping(wanted.features())));
    }

    /** The engine sets this feature by itself where stripes differ from objects. */
    private static Set<Feature> withoutStriping(Set<Feature> features) {
        return features.stream()
                .flatMap(it -> it == Feature.STRIPING ? Stream.empty() : Stream.of(it))
                .collect(Collectors.toSet());
    }
}
