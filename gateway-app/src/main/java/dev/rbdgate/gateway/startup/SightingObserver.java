package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.control.LunSightings;
import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.scsi.Nexus;
import java.util.SortedSet;

/** Passes on which LUNs initiators come to know. */
record SightingObserver(LunSightings sightings) implements TargetObserver {

    @Override
    public void loggedIn(Nexus nexus, SortedSet<Integer> luns) {
        sightings.reachable(nexus.targetName(), nexus.initiatorName(), luns);
    }

    @Override
    public void lunsReported(Nexus nexus, SortedSet<Integer> luns) {
        sightings.reported(nexus.targetName(), nexus.initiatorName(), luns);
    }
}
