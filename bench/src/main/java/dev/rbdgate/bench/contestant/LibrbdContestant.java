package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.load.FioLoad;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadResult;
import dev.rbdgate.bench.load.Timing;
import java.util.Optional;

/** librbd in fio: no server, so its processor time is the load's own. */
final class LibrbdContestant implements Contestant {

    private final FioLoad fio;
    private boolean filled;

    LibrbdContestant(FioLoad fio) {
        this.fio = fio;
    }

    @Override
    public void prepare(Load load) {
        if (!filled) {
            fio.prefill();
            filled = true;
        }
    }

    @Override
    public LoadResult run(Load load, Timing timing) {
        return fio.run(load, timing);
    }

    @Override
    public Optional<ProcessUsage> usage() {
        return Optional.empty();
    }

    @Override
    public void checkAlive() {
        // There is no process between two loads.
    }

    @Override
    public void close() {
        // The same.
    }
}
