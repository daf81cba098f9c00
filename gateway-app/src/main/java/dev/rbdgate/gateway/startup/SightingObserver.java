package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.control.LunSightings;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.unit.InventoryObserver;
import java.util.Set;

/** Passes on what initiators are shown. */
record SightingObserver(LunSightings sightings) implements InventoryObserver {

    @Override
    public void reachable(Nexus nexus, Set<Integer> luns) {
        sightings.reachable(nexus.targetName(), nexus.initiatorName(), luns);
    }

    @Override
    public void reported(Nexus nexus, Set<Integer> luns) {
        sightings.reported(nexus.targetName(), nexus.initiatorName(), luns);
    }
}
