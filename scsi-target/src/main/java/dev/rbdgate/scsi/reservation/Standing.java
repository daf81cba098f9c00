package dev.rbdgate.scsi.reservation;

/** How a nexus stands to a unit's persistent reservation. */
enum Standing {
    /** Holds it: registered, and the holder or one of them. */
    HOLDER,
    /** Registered without holding it. */
    REGISTERED,
    NOT_REGISTERED
}
