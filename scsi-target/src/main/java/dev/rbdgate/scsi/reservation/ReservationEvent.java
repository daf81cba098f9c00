package dev.rbdgate.scsi.reservation;

/** What a nexus is told of another one's service action: unit attentions (SPC-5 5.14.11). */
public enum ReservationEvent {
    /** Its registration, or its reservation with it, is gone (2A/05). */
    REGISTRATIONS_PREEMPTED,
    /** All registrations are gone (2A/03). */
    RESERVATIONS_PREEMPTED,
    /** The reservation is gone or has another type; its registration stays (2A/04). */
    RESERVATIONS_RELEASED
}
