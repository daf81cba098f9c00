package dev.rbdgate.simulation;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.iscsi.session.CommandRouter;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.NexusTransport;
import java.util.function.Supplier;

/**
 * A bug that is put into the service at one of its seams, to see that the simulation finds it. The
 * default is none.
 */
interface Mutation {

    Mutation NONE = new Mutation() {};

    default StoreFiles files(StoreFiles files) {
        return files;
    }

    default ObjectStore store(ObjectStore store) {
        return store;
    }

    default Image image(Image image) {
        return image;
    }

    default LogicalUnitState state(LogicalUnitState state) {
        return state;
    }

    /**
     * @param router makes the real one
     */
    default CommandRouter router(
            Nexus nexus,
            LunInventory inventory,
            NexusTransport transport,
            Supplier<CommandRouter> router) {
        return router.get();
    }

    /** What the target sends on a connection, in full PDUs or parts of them. */
    default byte[] sent(byte[] bytes) {
        return bytes;
    }
}
