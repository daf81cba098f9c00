package dev.rbdgate.scsi.reservation;

/**
 * RESERVE (SPC-5 5.14.9).
 *
 * @param scope as in the CDB
 * @param typeCode as in the CDB
 */
record Reserve(long reservationKey, int scope, int typeCode) implements ReservationAction {

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        requester.verify(state, reservationKey);
        ReservationType type = requireType(scope, typeCode);
        Reservation present = state.reservation();
        if (present == null) {
            return Transition.to(state.withReservation(Reservation.by(requester.nexus(), type)));
        }
        if (!state.holds(requester.nexus()) || present.type() != type) {
            throw ReservationRefusals.conflict("there is a reservation already");
        }
        return Transition.to(state);
    }

    /** The type of a reservation to be made; 05/24/00 if there is no such scope or type. */
    static ReservationType requireType(int scope, int typeCode) {
        ReservationType type = ReservationType.ofCode(typeCode);
        if (scope != Reservation.LU_SCOPE || type == null) {
            throw ReservationRefusals.invalidScopeOrType(scope, typeCode);
        }
        return type;
    }
}
