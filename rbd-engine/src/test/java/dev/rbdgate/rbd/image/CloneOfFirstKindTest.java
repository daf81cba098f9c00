package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectStore;

/** Clones that are registered in a directory of their pool, under protected snapshots. */
final class CloneOfFirstKindTest extends CloneContract {
    @Override
    ObjectStore openStore() {
        MemoryObjectStore store = new MemoryObjectStore();
        store.forbidCloneV2();
        return store;
    }
}
