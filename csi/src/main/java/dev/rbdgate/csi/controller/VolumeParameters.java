package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parameters of a StorageClass.
 *
 * @param pool of the images
 * @param flatten whether a volume made from a snapshot becomes independent of it
 * @param values as they came
 */
record VolumeParameters(String pool, boolean flatten, Map<String, String> values) {

    private static final String POOL = "pool";
    private static final String OBJECT_SIZE = "objectSize";
    private static final String STRIPE_UNIT = "stripeUnit";
    private static final String STRIPE_COUNT = "stripeCount";
    private static final String BLOCK_SIZE = "blockSize";
    private static final String FLATTEN = "flatten";

    private static final Set<String> KNOWN =
            Set.of(POOL, OBJECT_SIZE, STRIPE_UNIT, STRIPE_COUNT, BLOCK_SIZE, FLATTEN);

    /** Parameters of the sidecars, which they may pass on. */
    private static final String RESERVED_PREFIX = "csi.storage.k8s.io/";

    static VolumeParameters parse(Map<String, String> values) {
        for (String key : values.keySet()) {
            if (!KNOWN.contains(key) && !key.startsWith(RESERVED_PREFIX)) {
                throw Refusal.invalid("parameter '%s' is none of %s", key, KNOWN);
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
        return new VolumeParameters(
                values.getOrDefault(POOL, "rbd"), flatten.equals("true"), Map.copyOf(values));
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

    /** Adds the block size to the body that maps an image. */
    void addBlockSize(ObjectNode body) {
        if (values.containsKey(BLOCK_SIZE)) {
            body.put(BLOCK_SIZE, Integer.parseInt(values.get(BLOCK_SIZE)));
        }
    }
}
