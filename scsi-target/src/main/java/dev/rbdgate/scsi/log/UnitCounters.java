package dev.rbdgate.scsi.log;

import dev.rbdgate.scsi.SenseKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a unit counts for its log pages, of all nexuses, since the gateway started or LOG SELECT has
 * reset it. Any thread.
 */
public final class UnitCounters {

    private final Map<Traffic, TrafficCounters> traffic = new EnumMap<>(Traffic.class);
    private final LongAdder nonMediumErrors = new LongAdder();
    private final LongAdder startStopCycles = new LongAdder();
    private final LongAdder loadUnloadCycles = new LongAdder();

    public UnitCounters() {
        for (Traffic each : Traffic.values()) {
            traffic.put(each, new TrafficCounters());
        }
    }

    TrafficCounters of(Traffic kind) {
        return Objects.requireNonNull(traffic.get(kind));
    }

    long nonMediumErrors() {
        return nonMediumErrors.sum();
    }

    long startStopCycles() {
        return startStopCycles.sum();
    }

    long loadUnloadCycles() {
        return loadUnloadCycles.sum();
    }

    /** A command ended GOOD. */
    public void done(Traffic kind, long blocks, long bytes, long nanoseconds) {
        if (kind != Traffic.NONE) {
            TrafficCounters counters = of(kind);
            counters.commands.increment();
            counters.blocks.add(blocks);
            counters.bytes.add(bytes);
            counters.microseconds.add(TimeUnit.NANOSECONDS.toMicros(nanoseconds));
        }
    }

    /** A command ended with CHECK CONDITION. */
    public void failed(Traffic kind, int senseKey) {
        if (senseKey == SenseKey.MEDIUM_ERROR) {
            of(kind).uncorrectedErrors.increment();
        } else if (senseKey == SenseKey.HARDWARE_ERROR) {
            nonMediumErrors.increment();
        }
    }

    /** START STOP UNIT has stopped the unit, which counts as a cycle although it goes on. */
    public void stopped() {
        startStopCycles.increment();
    }

    /** A medium was taken out. */
    public void unloaded() {
        loadUnloadCycles.increment();
    }

    void resetNonMediumErrors() {
        nonMediumErrors.reset();
    }
}
