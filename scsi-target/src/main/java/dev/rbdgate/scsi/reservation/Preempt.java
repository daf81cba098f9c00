package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * PREEMPT, and PREEMPT AND ABORT (SPC-5 5.14.11.2.4 to 5.14.11.2.6).
 *
 * @param preemptedKey SERVICE ACTION RESERVATION KEY
 * @param scope as in the CDB; looked at only if a reservation is made
 * @param typeCode likewise
 * @param abort whether the preempted nexuses' commands are aborted
 */
record Preempt(long reservationKey, long preemptedKey, int scope, int typeCode, boolean abort)
        implements ReservationAction {

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        requester.verify(state, reservationKey);
        Reservation present = state.reservation();
        if (present != null && present.holder() == null) {
            return preemptedKey == 0
                    ? preempt(state, present, requester, state.registrations().keySet())
                    : remove(state, requester);
        }
        if (present != null && preemptedKey == 0) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.SERVICE_ACTION_KEY, -1, "no key to preempt");
        }
        return present != null
                        && present.holder() != null
                        && Long.valueOf(preemptedKey).equals(state.key(present.holder()))
                ? preempt(state, present, requester, withPreemptedKey(state))
                : remove(state, requester);
    }

    /** Takes the reservation over; the requester stays registered. */
    private Transition preempt(
            PersistentReservations state,
            Reservation present,
            Requester requester,
            Set<Nexus> preempted) {
        ReservationType type = Reserve.requireType(scope, typeCode);
        Set<Nexus> removed = new LinkedHashSet<>(preempted);
        removed.remove(requester.nexus());
        PersistentReservations taken =
                state.withReservation(null)
                        .unregister(removed)
                        .withReservation(Reservation.by(requester.nexus(), type))
                        .nextGeneration();
        Transition transition =
                Transition.to(taken)
                        .telling(
                                removed,
                                requester.nexus(),
                                ReservationEvent.REGISTRATIONS_PREEMPTED);
        if (type != present.type()) {
            transition =
                    transition.telling(
                            taken.registrations().keySet(),
                            requester.nexus(),
                            ReservationEvent.RESERVATIONS_RELEASED);
        }
        return abort ? transition.aborting(preempted) : transition;
    }

    /** Removes registrations, the requester's own among them if it has the key. */
    private Transition remove(PersistentReservations state, Requester requester) {
        Set<Nexus> removed = withPreemptedKey(state);
        if (removed.isEmpty()) {
            throw ReservationRefusals.conflict("no registration has the key to preempt");
        }
        Transition transition =
                Transition.to(state.unregister(removed).nextGeneration())
                        .telling(
                                removed,
                                requester.nexus(),
                                ReservationEvent.REGISTRATIONS_PREEMPTED);
        return abort ? transition.aborting(removed) : transition;
    }

    private Set<Nexus> withPreemptedKey(PersistentReservations state) {
        Set<Nexus> nexuses = new LinkedHashSet<>();
        state.registrations()
                .forEach((nexus, key) -> {
                    if (key == preemptedKey) {
                        nexuses.add(nexus);
                    }
                });
        return nexuses;
    }
}
