package dev.rbdgate.rbd.image;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Image features with their bits (RBD image format 2). */
public enum Feature {
    LAYERING(0),
    STRIPING(1),
    EXCLUSIVE_LOCK(2),
    OBJECT_MAP(3),
    FAST_DIFF(4),
    DEEP_FLATTEN(5),
    JOURNALING(6),
    DATA_POOL(7),
    OPERATIONS(8),
    MIGRATING(9),
    NON_PRIMARY(10),
    DIRTY_CACHE(11);

    /** What {@code rbd create} switches on. */
    public static final Set<Feature> DEFAULTS =
            Set.of(LAYERING, EXCLUSIVE_LOCK, OBJECT_MAP, FAST_DIFF, DEEP_FLATTEN);

    private final int bit;

    Feature(int bit) {
        this.bit = bit;
    }

    public long mask() {
        return 1L << bit;
    }

    /** The name as rbd writes it: {@code exclusive-lock}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static long mask(Set<Feature> features) {
        return features.stream().mapToLong(Feature::mask).reduce(0, (a, b) -> a | b);
    }

    /** The features of a mask whose bits are known. */
    public static Set<Feature> of(long mask) {
        EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : values()) {
            if ((mask & feature.mask()) != 0) {
                features.add(feature);
            }
        }
        return features;
    }
}
