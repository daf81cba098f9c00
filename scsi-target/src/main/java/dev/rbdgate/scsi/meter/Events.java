package dev.rbdgate.scsi.meter;

/** Where meters count what belongs to no kind of command. */
final class Events {

    static final int STARTED = 0;
    static final int ENDED = 1;
    static final int ABORTED = 2;
    static final int RESERVATION_CONFLICT = 3;

    /** BUSY and TASK SET FULL. */
    static final int BUSY = 4;

    /** Held back by a limit of the initiator. */
    static final int DELAYED = 5;

    static final int DELAY_NANOS = 6;

    static final int COUNT = 7;

    private Events() {}
}
