package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.rados.SharedCluster;
import dev.rbdgate.rbd.store.ObjectStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of long work on a real cluster. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class LongWorkOnRadosTest extends LongWorkContract {

    @Override
    ObjectStore openStore() {
        return SharedCluster.openEmptyStore(2);
    }
}
