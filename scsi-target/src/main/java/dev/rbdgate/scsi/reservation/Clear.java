package dev.rbdgate.scsi.reservation;

/** CLEAR: removes the reservation and every registration (SPC-5 5.14.11.2.7). */
record Clear(long reservationKey) implements ReservationAction {

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        requester.verify(state, reservationKey);
        return Transition.to(state.unregister(state.registrations().keySet()).nextGeneration())
                .telling(
                        state.registrations().keySet(),
                        requester.nexus(),
                        ReservationEvent.RESERVATIONS_PREEMPTED);
    }
}
