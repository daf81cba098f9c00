package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Contestant;
import dev.rbdgate.bench.contestant.Gateway;
import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.contestant.Stage;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadGenerator;
import dev.rbdgate.bench.load.Timing;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What rows work with: the contestants, started when first asked for, and the record. */
public final class Lab {

    private static final double MIB = 1 << 20;

    /**
     * Another load than any that is measured: it lets the JIT compiler see all paths. Everyone gets
     * it, since an image on Ceph is slower to read where small writes have cut it in pieces.
     */
    private static final Load WARM_UP = Load.of(Load.Pattern.RANDOM, 70, 16 << 10, 8);

    private final Plan plan;
    private final Stage stage;
    private final LoadGenerator generator;
    private final Recorder recorder;
    private final Map<Kind, Contestant> contestants = new EnumMap<>(Kind.class);
    private final Map<Kind, String> broken = new EnumMap<>(Kind.class);
    private final Map<Kind, Double> idleMemory = new EnumMap<>(Kind.class);

    public Lab(Plan plan, Stage stage, LoadGenerator generator, Recorder recorder) {
        this.plan = plan;
        this.stage = stage;
        this.generator = generator;
        this.recorder = recorder;
    }

    Plan plan() {
        return plan;
    }

    LoadGenerator generator() {
        return generator;
    }

    Recorder recorder() {
        return recorder;
    }

    Stage stage() {
        return stage;
    }

    /** The gateway behind {@link Kind#RBDGATE}. */
    Gateway gateway() {
        var _ = contestant(Kind.RBDGATE);
        Gateway gateway = stage.gateway();
        if (gateway == null) {
            throw new LabException("rbdgate does not run");
        }
        return gateway;
    }

    /**
     * A contestant that runs and is warm. Throws when it could not be started, again and again: it
     * is tried once.
     */
    Contestant contestant(Kind kind) {
        String problem = broken.get(kind);
        if (problem != null) {
            throw new LabException(problem);
        }
        Contestant known = contestants.get(kind);
        if (known != null) {
            known.checkAlive();
            return known;
        }
        try {
            Contestant started = stage.start(kind);
            contestants.put(kind, started);
            started.usage()
                    .map(ProcessUsage::residentBytes)
                    .ifPresent(bytes -> idleMemory.put(kind, bytes / MIB));
            warmUp(started);
            return started;
        } catch (RuntimeException e) {
            broken.put(kind, "%s does not run: %s".formatted(kind.label(), e.getMessage()));
            throw e;
        }
    }

    private void warmUp(Contestant contestant) {
        contestant.prepare(WARM_UP);
        var _ = contestant.run(WARM_UP, new Timing(plan.warmupSeconds(), 0));
    }

    /** Resident memory of a contestant after its start, before its first load, in MiB. */
    OptionalDouble idleMemory(Kind kind) {
        Double mib = idleMemory.get(kind);
        return mib == null ? OptionalDouble.empty() : OptionalDouble.of(mib);
    }
}
