package dev.rbdgate.scsi.context;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.mode.ModePages;
import dev.rbdgate.scsi.reservation.ReservationEvent;

/** Unit attention conditions (SAM-5 5.14), in the order in which they are told. */
public enum UnitAttention {
    POWER_ON(0, AdditionalSense.POWER_ON_OR_RESET),
    RESET(1, AdditionalSense.BUS_DEVICE_RESET),
    NEXUS_LOSS(2, AdditionalSense.NEXUS_LOSS),
    COMMANDS_CLEARED(3, AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR),
    REGISTRATIONS_PREEMPTED(4, AdditionalSense.REGISTRATIONS_PREEMPTED),
    RESERVATIONS_PREEMPTED(5, AdditionalSense.RESERVATIONS_PREEMPTED),
    RESERVATIONS_RELEASED(6, AdditionalSense.RESERVATIONS_RELEASED),
    CAPACITY_CHANGED(7, AdditionalSense.CAPACITY_CHANGED),
    MODE_PARAMETERS_CHANGED(8, AdditionalSense.MODE_PARAMETERS_CHANGED),
    LOG_PARAMETERS_CHANGED(9, AdditionalSense.LOG_PARAMETERS_CHANGED),
    ACCESS_STATE_CHANGED(10, AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED),
    TIMESTAMP_CHANGED(11, AdditionalSense.TIMESTAMP_CHANGED),
    MEDIUM_CHANGED(12, AdditionalSense.NOT_READY_TO_READY_CHANGE),
    IDENTIFIER_CHANGED(13, AdditionalSense.DEVICE_IDENTIFIER_CHANGED),
    LUNS_CHANGED(14, AdditionalSense.REPORTED_LUNS_CHANGED),
    COMMANDS_CLEARED_BY_TRANSPORT(15, AdditionalSense.COMMANDS_CLEARED_BY_ISCSI_EVENT),
    SPACE_THRESHOLD_REACHED(16, AdditionalSense.SOFT_THRESHOLD_REACHED);

    private final int rank;
    private final int additionalSense;

    UnitAttention(int rank, int additionalSense) {
        this.rank = rank;
        this.additionalSense = additionalSense;
    }

    public static UnitAttention of(ReservationEvent event) {
        return switch (event) {
            case REGISTRATIONS_PREEMPTED -> REGISTRATIONS_PREEMPTED;
            case RESERVATIONS_PREEMPTED -> RESERVATIONS_PREEMPTED;
            case RESERVATIONS_RELEASED -> RESERVATIONS_RELEASED;
        };
    }

    /** One bit of its own; the lowest is told first. */
    public int bit() {
        return 1 << rank;
    }

    /** The one that is told first among these bits, of which there is at least one. */
    public static UnitAttention first(int bits) {
        for (UnitAttention attention : values()) {
            if ((bits & attention.bit()) != 0) {
                return attention;
            }
        }
        throw new IllegalArgumentException("no unit attention");
    }

    /** Whether the initiator is told at once, as what the service's operator did. */
    public boolean isAnnounced() {
        return this == CAPACITY_CHANGED || this == LUNS_CHANGED;
    }

    public Sense sense() {
        Sense sense = Sense.of(SenseKey.UNIT_ATTENTION, additionalSense);
        return this == SPACE_THRESHOLD_REACHED
                ? sense.withInformation(ModePages.thresholdOffset())
                : sense;
    }
}
