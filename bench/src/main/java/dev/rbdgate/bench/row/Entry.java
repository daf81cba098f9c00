package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.load.Load;

/**
 * One side of a comparison.
 *
 * @param label what it is called in the row
 */
record Entry(String label, Kind kind, Load load) {

    static Entry of(Kind kind, Load load) {
        return new Entry(kind.label(), kind, load);
    }
}
