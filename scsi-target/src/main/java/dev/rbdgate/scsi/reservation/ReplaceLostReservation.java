package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Refusal;
import java.util.List;

/**
 * REPLACE LOST RESERVATION: begins anew after stored reservations could not be read back (SPC-5
 * 5.14.11.3).
 *
 * @param newKey SERVICE ACTION RESERVATION KEY
 * @param scope as in the CDB
 * @param typeCode as in the CDB
 */
record ReplaceLostReservation(
        long reservationKey, long newKey, int scope, int typeCode, boolean persistent)
        implements ReservationAction {

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        if (!state.lost()) {
            throw ReservationRefusals.invalidRelease("no reservation was lost");
        }
        if (reservationKey != 0) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.RESERVATION_KEY, -1, "a key of a lost registration");
        }
        if (newKey == 0) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.SERVICE_ACTION_KEY, -1, "no key to register");
        }
        ReservationType type = Reserve.requireType(scope, typeCode);
        return Transition.to(
                PersistentReservations.NONE
                        .register(List.of(requester.nexus()), newKey)
                        .withReservation(Reservation.by(requester.nexus(), type))
                        .withPersistent(persistent));
    }
}
