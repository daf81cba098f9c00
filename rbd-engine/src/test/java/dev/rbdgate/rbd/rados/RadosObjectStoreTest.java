package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of every store, on a real cluster. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class RadosObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore openStore() {
        return RadosObjectStore.open(SharedCluster.cluster().settings(2));
    }

    @Override
    protected boolean tellsAllocation() {
        return false;
    }
}
