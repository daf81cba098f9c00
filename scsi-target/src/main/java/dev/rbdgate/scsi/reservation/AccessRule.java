package dev.rbdgate.scsi.reservation;

import org.jspecify.annotations.Nullable;

/**
 * A row's verdicts in the tables of commands that are allowed in the presence of various
 * reservations (SPC-5 table 66, SBC-4 table 13): what a nexus may do that does not hold the
 * reservation.
 */
enum AccessRule {
    /** Tells nothing of the medium's content, and changes nothing. */
    ALLOWED(true, true, true, true, true),
    /** Reads the medium, or what an exclusive owner keeps to itself. */
    READS(true, false, true, true, false),
    /** Changes the medium, the unit or what others find there. */
    CHANGES(false, false, true, false, false),
    /** PERSISTENT RESERVE OUT, RESERVE and RELEASE: what they do decides for itself. */
    OWN_RULES(true, true, true, true, true);

    private final boolean underWriteExclusive;
    private final boolean underExclusiveAccess;
    private final boolean registeredUnderShared;
    private final boolean underSharedWriteExclusive;
    private final boolean underSharedExclusiveAccess;

    /** The columns of the tables, in their order. */
    AccessRule(
            boolean underWriteExclusive,
            boolean underExclusiveAccess,
            boolean registeredUnderShared,
            boolean underSharedWriteExclusive,
            boolean underSharedExclusiveAccess) {
        this.underWriteExclusive = underWriteExclusive;
        this.underExclusiveAccess = underExclusiveAccess;
        this.registeredUnderShared = registeredUnderShared;
        this.underSharedWriteExclusive = underSharedWriteExclusive;
        this.underSharedExclusiveAccess = underSharedExclusiveAccess;
    }

    boolean allows(@Nullable Reservation reservation, Standing standing) {
        if (reservation == null || standing == Standing.HOLDER) {
            return true;
        }
        ReservationType type = reservation.type();
        if (!type.sharedByRegistrants()) {
            return type.writeExclusive() ? underWriteExclusive : underExclusiveAccess;
        }
        if (standing == Standing.REGISTERED) {
            return registeredUnderShared;
        }
        return type.writeExclusive() ? underSharedWriteExclusive : underSharedExclusiveAccess;
    }
}
