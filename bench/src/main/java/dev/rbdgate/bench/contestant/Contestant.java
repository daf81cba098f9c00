package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadResult;
import dev.rbdgate.bench.load.Timing;
import java.util.Optional;

/** One that can be put under load. It idles while others are. */
public interface Contestant extends AutoCloseable {

    /** Fills what a load will read, once. */
    void prepare(Load load);

    /**
     * Runs a load.
     *
     * @throws dev.rbdgate.bench.load.LoadFailedException if anything went wrong
     */
    LoadResult run(Load load, Timing timing);

    /** The process that serves; empty when that is the load itself. */
    Optional<ProcessUsage> usage();

    /** Throws when it has died. */
    void checkAlive();

    @Override
    void close();
}
