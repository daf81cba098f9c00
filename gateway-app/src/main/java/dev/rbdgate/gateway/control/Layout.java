package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageInfo;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How an image lies in objects, as it is asked for; what is empty takes defaults.
 *
 * @param objectBytes object size
 * @param stripeUnitBytes bytes to one object before the next one's turn
 * @param stripeCount objects that take turns
 * @param features by the names rbd uses
 */
public record Layout(
        Optional<Long> objectBytes,
        Optional<Long> stripeUnitBytes,
        Optional<Integer> stripeCount,
        Optional<List<String>> features) {

    public static final Layout DEFAULT =
            new Layout(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final long MIN_OBJECT_BYTES = 4L << 10;
    private static final long MAX_OBJECT_BYTES = 32L << 20;

    /** What may be asked for at a creation; the others come by themselves, or not at all. */
    private static final Set<Feature> CREATABLE =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN);

    /**
     * Checks every field.
     *
     * @param defaultObjectBytes the object size where none is asked for
     */
    void check(long defaultObjectBytes) {
        long object = objectBytes.orElse(defaultObjectBytes);
        if (object < MIN_OBJECT_BYTES || object > MAX_OBJECT_BYTES || Long.bitCount(object) != 1) {
            throw RefusedException.invalid(
                    "objectSize", "the object size is a power of two from 4KiB to 32MiB");
        }
        if (stripeUnitBytes.isPresent() || stripeCount.isPresent()) {
            checkStriping(object);
        }
        var _ = parsedFeatures();
    }

    private void checkStriping(long object) {
        if (stripeUnitBytes.isEmpty()) {
            throw RefusedException.invalid("stripeUnit", "stripeCount needs stripeUnit");
        }
        if (stripeCount.isEmpty()) {
            throw RefusedException.invalid("stripeCount", "stripeUnit needs stripeCount");
        }
        long unit = stripeUnitBytes.get();
        if (unit < ImageRequest.SECTOR_BYTES
                || unit % ImageRequest.SECTOR_BYTES != 0
                || object % unit != 0) {
            throw RefusedException.invalid(
                    "stripeUnit",
                    "the stripe unit is a multiple of %d bytes that divides the object size"
                            .formatted(ImageRequest.SECTOR_BYTES));
        }
        if (stripeCount.get() < 1) {
            throw RefusedException.invalid("stripeCount", "the stripe count is at least 1");
        }
    }

    /** The features asked for, if any are. */
    Optional<Set<Feature>> parsedFeatures() {
        return features.map(Layout::parse);
    }

    private static Set<Feature> parse(List<String> names) {
        Set<Feature> parsed = EnumSet.noneOf(Feature.class);
        for (String name : names) {
            parsed.add(
                    CREATABLE.stream()
                            .filter(it -> it.text().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    RefusedException.invalid(
                                            "features",
                                            "'%s' is not a feature that can be asked for: %s"
                                                    .formatted(name, creatable()))));
        }
        require(parsed, Feature.OBJECT_MAP, Feature.EXCLUSIVE_LOCK);
        require(parsed, Feature.FAST_DIFF, Feature.OBJECT_MAP);
        return parsed;
    }

    private static void require(Set<Feature> features, Feature feature, Feature needed) {
        if (features.contains(feature) && !features.contains(needed)) {
            throw RefusedException.invalid("features", feature.text() + " needs " + needed.text());
        }
    }

    private static String creatable() {
        return CREATABLE.stream().map(Feature::text).collect(Collectors.joining(", "));
    }

    /** Whether an image that exists is laid out so. */
    boolean matches(ImageInfo present, long defaultObjectBytes) {
        return present.objectBytes() == objectBytes.orElse(defaultObjectBytes)
                && stripeUnitBytes.map(it -> it == present.stripeUnitBytes()).orElse(true)
                && stripeCount.map(it -> it == present.stripeCount()).orElse(true)
                && parsedFeatures()
                        .map(it -> chosen(it).equals(chosen(present.features())))
                        .orElse(true);
    }

    /** Without those that the engine sets by itself. */
    private static Set<Feature> chosen(Set<Feature> features) {
        return features.stream()
                .filter(it -> it != Feature.STRIPING && CREATABLE.contains(it))
                .collect(Collectors.toSet());
    }
}
