package dev.rbdgate.scsi.reservation;

/** Additional sense codes of reservations, {@code ASC << 8 | ASCQ} (SPC-5 annex F). */
public final class ReservationSense {
    public static final int INVALID_RELEASE = 0x2604;
    public static final int RESERVATIONS_PREEMPTED = 0x2a03;
    public static final int RESERVATIONS_RELEASED = 0x2a04;
    public static final int REGISTRATIONS_PREEMPTED = 0x2a05;
    public static final int INFORMATION_LOST = 0x4401;
    public static final int INSUFFICIENT_REGISTRATION_RESOURCES = 0x5504;

    private ReservationSense() {}
}
