package dev.rbdgate.scsi.reservation;

/**
 * RELEASE (SPC-5 5.14.11.2.2).
 *
 * @param scope as in the CDB
 * @param typeCode as in the CDB
 */
record Release(long reservationKey, int scope, int typeCode) implements ReservationAction {

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        requester.verify(state, reservationKey);
        Reservation present = state.reservation();
        if (present == null || !state.holds(requester.nexus())) {
            return Transition.to(state);
        }
        if (scope != Reservation.LU_SCOPE || typeCode != present.type().code()) {
            throw ReservationRefusals.invalidRelease(
                    "release of scope %xh, type %xh from %s"
                            .formatted(scope, typeCode, present.type()));
        }
        Transition released = Transition.to(state.withReservation(null));
        return present.type().sharedByRegistrants()
                ? released.telling(
                        state.registrations().keySet(),
                        requester.nexus(),
                        ReservationEvent.RESERVATIONS_RELEASED)
                : released;
    }
}
