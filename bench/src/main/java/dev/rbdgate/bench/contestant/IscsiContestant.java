package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.Daemon;
import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadFailedException;
import dev.rbdgate.bench.load.LoadGenerator;
import dev.rbdgate.bench.load.LoadResult;
import dev.rbdgate.bench.load.Timing;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An iSCSI server in a process of its own. */
public final class IscsiContestant implements Contestant {

    private final Daemon daemon;
    private final Volumes volumes;
    private final boolean keepsData;
    private final LoadGenerator generator;
    private final Set<String> filled = new HashSet<>();

    /**
     * @param keepsData whether it reads back what was written
     */
    IscsiContestant(Daemon daemon, Volumes volumes, boolean keepsData, LoadGenerator generator) {
        this.daemon = daemon;
        this.volumes = volumes;
        this.keepsData = keepsData;
        this.generator = generator;
    }

    @Override
    public void prepare(Load load) {
        if (!keepsData || load.units() == Load.Units.LARGE) {
            return;
        }
        for (String url : volumes.of(load.units())) {
            if (!filled.contains(url)) {
                generator.prefill(url);
                filled.add(url);
            }
        }
    }

    @Override
    public LoadResult run(Load load, Timing timing) {
        List<String> urls = volumes.of(load.units());
        boolean verifies = keepsData && load.units() != Load.Units.LARGE;
        LoadResult result = generator.run(load, timing, verifies, urls);
        if (!daemon.isAlive()) {
            throw new LoadFailedException("it has died: " + daemon.printed());
        }
        return result;
    }

    @Override
    public Optional<ProcessUsage> usage() {
        return Optional.of(new ProcessUsage(daemon.pid()));
    }

    @Override
    public void checkAlive() {
        daemon.checkAlive();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
