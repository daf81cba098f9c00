package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;

/** The ways in which reservations refuse. */
final class ReservationRefusals {

    private ReservationRefusals() {}

    static Refusal conflict(String detail) {
        return Refusal.of(ScsiStatus.RESERVATION_CONFLICT, detail);
    }

    /** 05/26/04. */
    static Refusal invalidRelease(String detail) {
        return Refusal.of(
                Blame.PEER,
                Sense.of(
                        SenseKey.ILLEGAL_REQUEST,
                        AdditionalSense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION),
                detail);
    }

    /** 05/55/04. */
    static Refusal insufficientResources() {
        return Refusal.of(
                Blame.PEER,
                Sense.of(
                        SenseKey.ILLEGAL_REQUEST,
                        AdditionalSense.INSUFFICIENT_REGISTRATION_RESOURCES),
                "more than " + PersistentReservations.MAX_REGISTRATIONS + " registrations");
    }

    /** 07/44/01. */
    static Refusal informationLost() {
        return Refusal.of(
                Blame.OURS,
                Sense.of(
                        SenseKey.DATA_PROTECT,
                        AdditionalSense.PERSISTENT_RESERVATION_INFORMATION_LOST),
                "the unit's reservations could not be read back");
    }

    /** 05/24/00 for the byte with SCOPE and TYPE. */
    static Refusal invalidScopeOrType(int scope, int type) {
        return Refusal.invalidFieldInCdb(
                2,
                scope == Reservation.LU_SCOPE ? 3 : 7,
                "scope %xh, type %xh".formatted(scope, type));
    }
}
