package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a service action leads to.
 *
 * @param notices unit attentions to be raised for other nexuses
 * @param aborted nexuses whose commands are to be aborted, save the PERSISTENT RESERVE OUT command
 *     itself, and whose PREVENT ALLOW MEDIUM REMOVAL ends (SPC-5 5.14.11.2.6)
 */
public record Transition(PersistentReservations state, List<Notice> notices, Set<Nexus> aborted) {

    /** A unit attention condition for one nexus. */
    public record Notice(Nexus nexus, ReservationEvent event) {}

    public Transition {
        notices = List.copyOf(notices);
        aborted = Set.copyOf(aborted);
    }

    static Transition to(PersistentReservations state) {
        return new Transition(state, List.of(), Set.of());
    }

    /** Adds the same unit attention for each of these nexuses except the one that asked. */
    Transition telling(Collection<Nexus> nexuses, Nexus requester, ReservationEvent event) {
        List<Notice> all = new ArrayList<>(notices);
        for (Nexus nexus : nexuses) {
            if (!nexus.equals(requester)) {
                all.add(new Notice(nexus, event));
            }
        }
        return new Transition(state, all, aborted);
    }

    Transition aborting(Set<Nexus> nexuses) {
        return new Transition(state, notices, nexuses);
    }
}
