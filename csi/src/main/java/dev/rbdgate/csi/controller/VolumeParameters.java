package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parameters of a StorageClass.
 *
 * @param pool of the images
 * @param defaultBytes size of a volume for which none is asked
 * @param flatten whether a volume made from a snapshot becomes independent of it
 * @param chap how nodes and gateway prove who they are
 * @param quality limits to begin with
 * @param values as they came, but for those of the sidecars
 */
record VolumeParameters(
        String pool,
        long defaultBytes,
        boolean flatten,
        ChapMode chap,
        Quality quality,
        Map<String, String> values) {

    private static final String POOL = "pool";
    private static final String SIZE = "size";
    private static final String OBJECT_SIZE = "objectSize";
    private static final String STRIPE_UNIT = "stripeUnit";
    private static final String STRIPE_COUNT = "stripeCount";
    private static final String BLOCK_SIZE = "blockSize";
    private static final String FLATTEN = "flatten";
    private static final String CHAP = "chap";

    private static final Set<String> OWN =
            Set.of(POOL, SIZE, OBJECT_SIZE, STRIPE_UNIT, STRIPE_COUNT, BLOCK_SIZE, FLATTEN, CHAP);

    /** Parameters of the sidecars, which they may pass on. */
    private static final String RESERVED_PREFIX = "csi.storage.k8s.io/";

    /**
     * @param mutable limits that go before those among the values
     */
    static VolumeParameters parse(Map<String, String> given, Map<String, String> mutable) {
        Map<String, String> values = new TreeMap<>(given);
        values.keySet().removeIf(it -> it.startsWith(RESERVED_PREFIX));
        for (String key : values.keySet()) {
            if (!OWN.contains(key) && !Quality.NAMES.contains(key)) {
                Set<String> known = new TreeSet<>(OWN);
                known.addAll(Quality.NAMES);
                throw Refusal.invalid("parameter '%s' is none of %s", key, known);
            }
        }
        for (String key : Set.of(STRIPE_COUNT, BLOCK_SIZE)) {
            if (values.containsKey(key) && !values.get(key).matches("[0-9]{1,9}")) {
                throw Refusal.invalid("parameter %s is a number", key);
            }
        }
        String flatten = values.getOrDefault(FLATTEN, "true");
        if (!Set.of("true", "false").contains(flatten)) {
            throw Refusal.invalid("parameter flatten is true or false");
        }
        Quality quality = Quality.of(values).with(Quality.exactly(mutable));
        values.putAll(mutable);
        return new VolumeParameters(
                values.getOrDefault(POOL, "rbd"),
                values.containsKey(SIZE) ? Sizes.parse(values.get(SIZE)) : Sizes.DEFAULT_BYTES,
                flatten.equals("true"),
                ChapMode.parse(values.getOrDefault(CHAP, "")),
                quality,
                Map.copyOf(values));
    }

    /** One line that two equal sets of parameters have in common. */
    String text() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining(" "));
    }

    /** Adds the layout to the body that makes an image. */
    void addLayout(ObjectNode body) {
        for (String key : Set.of(OBJECT_SIZE, STRIPE_UNIT)) {
            if (values.containsKey(key)) {
                body.put(key, values.get(key));
            }
        }
        if (values.containsKey(STRIPE_COUNT)) {
            body.put(STRIPE_COUNT, Integer.parseInt(values.get(STRIPE_COUNT)));
        }
    }

    /** Adds the block size and the limits to the body that maps an image. */
    void addUnit(ObjectNode body) {
        if (values.containsKey(BLOCK_SIZE)) {
            body.put(BLOCK_SIZE, Integer.parseInt(values.get(BLOCK_SIZE)));
        }
        if (!quality.isEmpty()) {
            body.set("limits", quality.limits());
        }
    }
}
