package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import java.util.List;

/**
 * REGISTER AND MOVE: hands the reservation to another nexus (SPC-5 5.14.8).
 *
 * @param newKey SERVICE ACTION RESERVATION KEY, for the other nexus
 * @param unregister UNREG: whether the requester loses its registration
 * @param targetPort relative target port identifier of the other nexus
 * @param initiatorPort its initiator port
 */
record RegisterAndMove(
        long reservationKey,
        long newKey,
        boolean unregister,
        boolean persistent,
        int targetPort,
        TransportId initiatorPort)
        implements ReservationAction {

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        requester.verify(state, reservationKey);
        Nexus nexus = requester.nexus();
        Reservation present = state.reservation();
        if (present == null) {
            throw Refusal.invalidFieldInCdb(1, 4, "no reservation to move");
        }
        if (present.type().allRegistrants() || !state.holds(nexus)) {
            throw ReservationRefusals.conflict("not the holder of a reservation that moves");
        }
        if (newKey == 0) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.SERVICE_ACTION_KEY, -1, "no key to register");
        }
        if (!requester.targetPorts().contains(targetPort)) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.MOVE_TARGET_PORT, -1, "no target port " + targetPort);
        }
        if (initiatorPort.equals(new TransportId(nexus.initiatorName(), nexus.isid()))) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.MOVE_TRANSPORT_ID, -1, "a move to its own port");
        }
        Nexus other = requester.at(initiatorPort.initiatorName(), initiatorPort.isid(), targetPort);
        PersistentReservations moved =
                state.register(List.of(other), newKey)
                        .withReservation(new Reservation(present.type(), other))
                        .withPersistent(persistent)
                        .nextGeneration();
        return Transition.to(unregister ? moved.unregister(List.of(nexus)) : moved);
    }
}
