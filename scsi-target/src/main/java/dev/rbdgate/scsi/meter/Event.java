package dev.rbdgate.scsi.meter;

/** What a meter counts besides the kinds of commands. */
enum Event {
    STARTED,
    ENDED,
    ABORTED,
    RESERVATION_CONFLICT,
    /** BUSY and TASK SET FULL. */
    BUSY,
    /** Held back by a limit of the initiator. */
    DELAYED,
    DELAY_NANOS;

    static final int COUNT = values().length;
}
