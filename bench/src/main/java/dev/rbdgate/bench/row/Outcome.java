package dev.rbdgate.bench.row;

/** How one run on one contestant ended. */
public sealed interface Outcome permits Sample, Failure {

    String row();

    String contestant();

    int round();
}
