package dev.rbdgate.scsi.reservation;

import org.jspecify.annotations.Nullable;

/** Types of persistent reservations (SPC-5 6.16.3.4). */
public enum ReservationType {
    WRITE_EXCLUSIVE(0x1),
    EXCLUSIVE_ACCESS(0x3),
    WRITE_EXCLUSIVE_REGISTRANTS_ONLY(0x5),
    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(0x6),
    WRITE_EXCLUSIVE_ALL_REGISTRANTS(0x7),
    EXCLUSIVE_ACCESS_ALL_REGISTRANTS(0x8);

    private final int code;

    ReservationType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The type with this code, or null for a reserved or obsolete one. */
    static @Nullable ReservationType ofCode(int code) {
        for (ReservationType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    /** Whether nexuses outside may still read. */
    boolean writeExclusive() {
        return switch (this) {
            case WRITE_EXCLUSIVE,
                    WRITE_EXCLUSIVE_REGISTRANTS_ONLY,
                    WRITE_EXCLUSIVE_ALL_REGISTRANTS ->
                    true;
            case EXCLUSIVE_ACCESS,
                    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY,
                    EXCLUSIVE_ACCESS_ALL_REGISTRANTS ->
                    false;
        };
    }

    boolean registrantsOnly() {
        return this == WRITE_EXCLUSIVE_REGISTRANTS_ONLY
                || this == EXCLUSIVE_ACCESS_REGISTRANTS_ONLY;
    }

    /** Whether every registered nexus holds the reservation. */
    boolean allRegistrants() {
        return this == WRITE_EXCLUSIVE_ALL_REGISTRANTS || this == EXCLUSIVE_ACCESS_ALL_REGISTRANTS;
    }

    /** Whether a registered nexus has the holder's access ("RR" in SPC-5's and SBC-4's tables). */
    boolean sharedByRegistrants() {
        return registrantsOnly() || allRegistrants();
    }
}
