package dev.rbdgate.bench.row;

import java.util.List;

/** One row of the benchmark. */
public interface Row {

    /** A short name, for {@code --workload} and for the results. */
    String name();

    /** What is done, in words. */
    String title();

    List<Goal> goals();

    /** Whether it needs a Ceph cluster. */
    default boolean needsCeph() {
        return false;
    }

    /** Measures, and records how every run ended. */
    void run(Lab lab);
}
