package dev.rbdgate.rbd.image;

/** What all open images of a store share. */
record Facilities(
        PoolLookup pools,
        InfoReader infos,
        SnapshotOpener snapshots,
        CloneRegistry clones,
        ParentRelease parents,
        OpenChains chains) {}
