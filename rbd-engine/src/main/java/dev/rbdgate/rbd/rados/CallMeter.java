package dev.rbdgate.rbd.rados;

import dev.rbdgate.block.Latency;
import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.CallTimes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Counts what a store's connections have asked of the cluster. Any thread adds; connections that
 * were replaced keep their share.
 */
final class CallMeter {

    private final Map<CallKind, Counts> kinds = new EnumMap<>(CallKind.class);

    private static final class Counts {
        private final AtomicLongArray buckets = new AtomicLongArray(Latency.BUCKETS);
        private final LongAdder nanos = new LongAdder();
        private final AtomicLongArray errors = new AtomicLongArray(ErrorNames.COUNT);
    }

    CallMeter() {
        CallKind.ALL.forEach(kind -> kinds.put(kind, new Counts()));
    }

    /**
     * A call has ended that was sent.
     *
     * @param nanos since it was sent
     * @param result negated error number, or none
     */
    void ended(CallKind kind, long nanos, int result) {
        Counts counts = counts(kind);
        counts.buckets.incrementAndGet(Latency.bucket(nanos));
        counts.nanos.add(nanos);
        count(counts, result);
    }

    /** A call has ended that was never sent. */
    void refused(CallKind kind, int result) {
        count(counts(kind), result);
    }

    private Counts counts(CallKind kind) {
        return Objects.requireNonNull(kinds.get(kind));
    }

    private static void count(Counts counts, int result) {
        if (result < 0) {
            counts.errors.incrementAndGet(ErrorNames.indexOf(-result));
        }
    }

    /** All kinds. */
    List<CallTimes> read() {
        return CallKind.ALL.stream().map(kind -> read(kind, counts(kind))).toList();
    }

    private static CallTimes read(CallKind kind, Counts counts) {
        List<Long> buckets =
                IntStream.range(0, Latency.BUCKETS).mapToObj(counts.buckets::get).toList();
        Map<String, Long> errors = new HashMap<>();
        for (int i = 0; i < ErrorNames.COUNT; i++) {
            if (counts.errors.get(i) > 0) {
                errors.put(ErrorNames.at(i), counts.errors.get(i));
            }
        }
        return new CallTimes(kind, buckets, counts.nanos.sum(), errors);
    }
}
