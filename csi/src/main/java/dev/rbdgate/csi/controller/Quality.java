package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.gateway.GatewayClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Limits of a volume (CSI, mutable_parameters; also parameters of a StorageClass). What is not
 * named stays as it is; {@code none} removes a limit.
 *
 * @param values by the gateway's names
 */
record Quality(Map<String, String> values) {

    /** Whole numbers a second. */
    private static final List<String> OPERATIONS = List.of("readIops", "writeIops");

    /** Sizes a second. */
    private static final List<String> BYTES = List.of("readBytes", "writeBytes");

    private static final String BURST = "burstSeconds";

    static final Set<String> NAMES =
            Set.of("readIops", "writeIops", "readBytes", "writeBytes", BURST);

    private static final String NONE = "none";
    private static final String WHOLE = "[0-9]{1,18}";
    private static final String FRACTION = "[0-9]{1,9}(\\.[0-9]{1,9})?";

    /** Takes what is about limits out of a map. */
    static Quality of(Map<String, String> parameters) {
        Map<String, String> values = new TreeMap<>(parameters);
        values.keySet().retainAll(NAMES);
        values.forEach(Quality::check);
        return new Quality(Map.copyOf(values));
    }

    /**
     * Takes a map that may hold nothing else (CSI, "INVALID_ARGUMENT: parameters not supported").
     */
    static Quality exactly(Map<String, String> parameters) {
        for (String key : parameters.keySet()) {
            if (!NAMES.contains(key)) {
                throw Refusal.invalid("mutable parameter '%s' is none of %s", key, NAMES);
            }
        }
        return of(parameters);
    }

    private static void check(String name, String value) {
        boolean good =
                value.equals(NONE)
                        || (OPERATIONS.contains(name) && value.matches(WHOLE))
                        || (BYTES.contains(name) && Sizes.isText(value))
                        || (name.equals(BURST) && value.matches(FRACTION));
        if (!good) {
            throw Refusal.invalid("parameter %s cannot be '%s'", name, value);
        }
    }

    /** These, and those of another map over them. */
    Quality with(Quality others) {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(others.values);
        return new Quality(Map.copyOf(all));
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The gateway's own form. */
    ObjectNode limits() {
        ObjectNode limits = GatewayClient.object();
        values.forEach((name, value) -> {
            if (value.equals(NONE)) {
                limits.putNull(name);
            } else if (OPERATIONS.contains(name)) {
                limits.put(name, Long.parseLong(value));
            } else if (name.equals(BURST)) {
                limits.put(name, Double.parseDouble(value));
            } else {
                limits.put(name, value);
            }
        });
        return limits;
    }
}
