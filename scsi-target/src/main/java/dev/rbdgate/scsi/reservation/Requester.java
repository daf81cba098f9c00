package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who sent a PERSISTENT RESERVE OUT command.
 *
 * @param targetPorts the relative target port identifiers, which are portal group tags, of every
 *     target port of the nexus's target; the nexus's own is always one of them
 */
public record Requester(Nexus nexus, SortedSet<Integer> targetPorts) {
    public Requester {
        SortedSet<Integer> ports = new TreeSet<>(targetPorts);
        ports.add(nexus.portalGroupTag());
        targetPorts = Collections.unmodifiableSortedSet(ports);
    }

    /** The nexuses of an initiator port: with the requester's target port, or with all of them. */
    List<Nexus> nexuses(String initiatorName, long isid, boolean allTargetPorts) {
        if (!allTargetPorts) {
            return List.of(at(initiatorName, isid, nexus.portalGroupTag()));
        }
        return targetPorts.stream().map(port -> at(initiatorName, isid, port)).toList();
    }

    /** The nexus of an initiator port with one of the target's ports. */
    public Nexus at(String initiatorName, long isid, int targetPort) {
        return new Nexus(initiatorName, isid, nexus.targetName(), targetPort);
    }

    /**
     * The requester's key, which the parameter list has to repeat.
     *
     * @throws dev.rbdgate.scsi.Refusal RESERVATION CONFLICT if it does not, or is not registered
     */
    void verify(PersistentReservations state, long reservationKey) {
        Long registered = state.key(nexus);
        if (registered == null) {
            throw ReservationRefusals.conflict("not registered");
        }
        if (registered != reservationKey) {
            throw ReservationRefusals.conflict("wrong reservation key");
        }
    }
}
