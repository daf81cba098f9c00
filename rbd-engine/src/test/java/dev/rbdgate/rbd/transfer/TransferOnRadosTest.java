package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.rados.SharedCluster;
import dev.rbdgate.rbd.store.ObjectStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exports and imports on a real cluster. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class TransferOnRadosTest extends TransferContract {

    @Override
    ObjectStore openStore() {
        return SharedCluster.openEmptyStore(2);
    }
}
