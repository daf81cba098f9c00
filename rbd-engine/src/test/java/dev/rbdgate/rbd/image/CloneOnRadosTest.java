package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.rados.SharedCluster;
import dev.rbdgate.rbd.store.ObjectStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of snapshots and clones on a real cluster. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class CloneOnRadosTest extends CloneContract {

    @Override
    ObjectStore openStore() {
        return SharedCluster.openEmptyStore(2);
    }

    @Override
    int steps() {
        return 60;
    }
}
