package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;

/** Unit attention conditions (SAM-5 5.14), in the order in which they are told. */
enum UnitAttention {
    POWER_ON(0, AdditionalSense.POWER_ON_OR_RESET),
    RESET(1, AdditionalSense.BUS_DEVICE_RESET),
    NEXUS_LOSS(2, AdditionalSense.NEXUS_LOSS),
    COMMANDS_CLEARED(3, AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR),
    CAPACITY_CHANGED(4, AdditionalSense.CAPACITY_CHANGED),
    MODE_PARAMETERS_CHANGED(5, AdditionalSense.MODE_PARAMETERS_CHANGED),
    LUNS_CHANGED(6, AdditionalSense.REPORTED_LUNS_CHANGED);

    private final int rank;
    private final int additionalSense;

    UnitAttention(int rank, int additionalSense) {
        this.rank = rank;
        this.additionalSense = additionalSense;
    }

    /** One bit of its own; the lowest is told first. */
    int bit() {
        return 1 << rank;
    }

    /** The one that is told first among these bits, of which there is at least one. */
    static UnitAttention first(int bits) {
        for (UnitAttention attention : values()) {
            if ((bits & attention.bit()) != 0) {
                return attention;
            }
        }
        throw new IllegalArgumentException("no unit attention");
    }

    Sense sense() {
        return Sense.of(SenseKey.UNIT_ATTENTION, additionalSense);
    }
}
