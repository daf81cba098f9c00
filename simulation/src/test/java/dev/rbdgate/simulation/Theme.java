package dev.rbdgate.simulation;

import java.util.List;

/** What befalls a run most, so that what is rare meets often enough. */
enum Theme {
    /** A bit of everything. */
    MIXED,

    /** Snapshots, rollbacks and sizes, some of them cut short by a kill. */
    IMAGES,

    /** Clones and their flattening. */
    CLONES,

    /** Syncs that fail once. */
    SYNCS;

    private static final List<Theme> ALL = List.of(MIXED, IMAGES, IMAGES, CLONES, SYNCS);

    static Theme of(Chance chance) {
        return chance.pick(ALL);
    }
}
