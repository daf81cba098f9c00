package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.rados.SharedCluster;
import dev.rbdgate.rbd.store.ObjectStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Format 1 and data pools on a real cluster. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class LayoutOnRadosTest extends LayoutContract {

    @Override
    ObjectStore openStore() {
        return SharedCluster.openEmptyStoreWithDataPool(2);
    }
}
