package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreContract;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of every store, on a real cluster. */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class RadosObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore openStore() {
        RadosObjectStore store = RadosObjectStore.open(SharedCluster.cluster().settings(2));
        for (String namespace : List.of("", "other")) {
            ObjectContext context = store.context(store.pools().getFirst(), namespace);
            for (String object : StoreCalls.join(context.list(""))) {
                assertThat(StoreCalls.write(context, object, new WriteOperation.Step.Remove()))
                        .isZero();
            }
        }
        return store;
    }

    @Override
    protected boolean tellsAllocation() {
        return false;
    }
}
