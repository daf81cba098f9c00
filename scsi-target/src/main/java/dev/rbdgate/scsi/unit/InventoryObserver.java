package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Nexus;
import java.util.Set;

/**
 * Told which LUNs initiators come to know. Called on event loops: it must not block, and must not
 * throw.
 */
public interface InventoryObserver {

    /** Listens to nothing. */
    InventoryObserver NONE =
            new InventoryObserver() {
                @Override
                public void reachable(Nexus nexus, Set<Integer> luns) {}

                @Override
                public void reported(Nexus nexus, Set<Integer> luns) {}
            };

    /** A nexus can reach these LUNs from now on, whether or not it asks for them. */
    void reachable(Nexus nexus, Set<Integer> luns);

    /** A REPORT LUNS of the nexus was answered with these and no others (SPC-5 6.33). */
    void reported(Nexus nexus, Set<Integer> luns);
}
