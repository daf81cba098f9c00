package dev.rbdgate.scsi.reservation;

/** A decoded service action of PERSISTENT RESERVE OUT (SPC-5 6.17.2). */
public sealed interface ReservationAction
        permits Clear,
                Preempt,
                Register,
                RegisterAndMove,
                Release,
                ReplaceLostReservation,
                Reserve {

    /**
     * What it leads to. Pure.
     *
     * @throws dev.rbdgate.scsi.Refusal if it is refused
     */
    Transition apply(PersistentReservations state, Requester requester);
}
