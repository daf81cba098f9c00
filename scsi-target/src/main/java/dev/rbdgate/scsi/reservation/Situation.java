package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds: the persistent reservations and, apart from them, who holds the unit by the
 * RESERVE command. Immutable.
 *
 * @param reservedBy null if nobody; there are no registrations otherwise (SPC-2 5.5.1)
 */
record Situation(PersistentReservations persistent, @Nullable Nexus reservedBy) {

    static final Situation FREE = new Situation(PersistentReservations.NONE, null);

    private static final int PERSISTENT_RESERVE_IN = 0x5e;
    private static final int PERSISTENT_RESERVE_OUT = 0x5f;

    /**
     * Lets a command pass or refuses it.
     *
     * @throws dev.rbdgate.scsi.Refusal RESERVATION CONFLICT, or 07/44/01
     */
    void admit(Nexus nexus, Cdb cdb) {
        if (persistent.reservation() == null && reservedBy == null && !persistent.lost()) {
            return;
        }
        CommandAccess command = ReservationTable.find(cdb);
        if (persistent.lost() && !command.whenLost()) {
            throw ReservationRefusals.informationLost();
        }
        if (reservedBy != null && !allowedUnderReserve(reservedBy, nexus, command)) {
            throw ReservationRefusals.conflict("another nexus has reserved the unit");
        }
        if (!command.rule().allows(persistent.reservation(), persistent.standing(nexus))) {
            throw ReservationRefusals.conflict("persistent reservation of another nexus");
        }
    }

    /** Persistent reservations conflict even with the holder of the other kind (SPC-2 5.5.1). */
    private static boolean allowedUnderReserve(
            Nexus reservedBy, Nexus nexus, CommandAccess command) {
        return switch (command.operationCode()) {
            case PERSISTENT_RESERVE_IN, PERSISTENT_RESERVE_OUT -> false;
            default -> reservedBy.equals(nexus) || command.underReserve();
        };
    }

    /**
     * Whether RESERVE and RELEASE answer GOOD and do nothing, since persistent reservations give
     * the nexus what it asks for (SPC-5 5.14.3, the CRH bit).
     */
    boolean reserveIsCompatible(Nexus nexus) {
        Reservation reservation = persistent.reservation();
        return reservation != null
                && switch (persistent.standing(nexus)) {
                    case HOLDER -> true;
                    case REGISTERED -> reservation.type().sharedByRegistrants();
                    case NOT_REGISTERED -> false;
                };
    }
}
