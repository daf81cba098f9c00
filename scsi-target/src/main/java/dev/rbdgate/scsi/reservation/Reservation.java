package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import org.jspecify.annotations.Nullable;

/**
 * The persistent reservation of a unit. Its scope is always the logical unit (LU_SCOPE).
 *
 * @param holder null with the all registrants types, which every registered nexus holds (SPC-5
 *     5.14.10)
 */
public record Reservation(ReservationType type, @Nullable Nexus holder) {

    /** The only scope there is (SPC-5 6.16.3.3). */
    static final int LU_SCOPE = 0x0;

    public Reservation {
        if (type.allRegistrants() != (holder == null)) {
            throw new IllegalArgumentException(type + " held by " + holder);
        }
    }

    /** A reservation of this type that {@code nexus} establishes. */
    static Reservation by(Nexus nexus, ReservationType type) {
        return new Reservation(type, type.allRegistrants() ? null : nexus);
    }
}
