package dev.rbdgate.rbd.store;

import java.util.List;
import java.util.Map;

/**
 * The calls of one kind that a store has ended.
 *
 * @param buckets how many took how long, in the buckets of {@link dev.rbdgate.block.Latency}; not
 *     cumulative
 * @param nanos how long they took together
 * @param errors how many failed, by the name of the error; those that were never sent included.
 *     Some belong to normal work: ENOENT of an object that a thin image does not have
 */
public record CallTimes(CallKind kind, List<Long> buckets, long nanos, Map<String, Long> errors) {
    public CallTimes {
        buckets = List.copyOf(buckets);
        errors = Map.copyOf(errors);
    }
}
