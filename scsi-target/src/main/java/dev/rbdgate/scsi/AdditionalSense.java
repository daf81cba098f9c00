package dev.rbdgate.scsi;

/** Additional sense codes and qualifiers, {@code ASC << 8 | ASCQ} (SPC-5 4.4.9, annex F). */
public final class AdditionalSense {
    public static final int NONE = 0x0000;
    public static final int BECOMING_READY = 0x0401;
    public static final int FORMAT_IN_PROGRESS = 0x0404;
    public static final int TARGET_PORT_IN_STANDBY_STATE = 0x040b;
    public static final int TARGET_PORT_IN_UNAVAILABLE_STATE = 0x040c;
    public static final int SANITIZE_IN_PROGRESS = 0x041b;
    public static final int WRITE_ERROR = 0x0c00;
    public static final int UNRECOVERED_READ_ERROR = 0x1100;
    public static final int PARAMETER_LIST_LENGTH_ERROR = 0x1a00;
    public static final int MISCOMPARE_DURING_VERIFY = 0x1d00;
    public static final int INVALID_OPERATION_CODE = 0x2000;
    public static final int DEFECT_LIST_NOT_FOUND = 0x1c00;
    public static final int LBA_OUT_OF_RANGE = 0x2100;
    public static final int INVALID_FIELD_IN_CDB = 0x2400;
    public static final int LOGICAL_UNIT_NOT_SUPPORTED = 0x2500;
    public static final int INVALID_FIELD_IN_PARAMETER_LIST = 0x2600;
    public static final int INVALID_RELEASE_OF_PERSISTENT_RESERVATION = 0x2604;
    public static final int WRITE_PROTECTED = 0x2700;
    public static final int SOFTWARE_WRITE_PROTECTED = 0x2702;
    public static final int SPACE_ALLOCATION_FAILED = 0x2707;
    public static final int NOT_READY_TO_READY_CHANGE = 0x2800;
    public static final int POWER_ON_OR_RESET = 0x2900;
    public static final int BUS_DEVICE_RESET = 0x2903;
    public static final int NEXUS_LOSS = 0x2907;
    public static final int MODE_PARAMETERS_CHANGED = 0x2a01;
    public static final int LOG_PARAMETERS_CHANGED = 0x2a02;
    public static final int RESERVATIONS_PREEMPTED = 0x2a03;
    public static final int RESERVATIONS_RELEASED = 0x2a04;
    public static final int REGISTRATIONS_PREEMPTED = 0x2a05;
    public static final int ASYMMETRIC_ACCESS_STATE_CHANGED = 0x2a06;
    public static final int CAPACITY_CHANGED = 0x2a09;
    public static final int TIMESTAMP_CHANGED = 0x2a10;
    public static final int COMMAND_SEQUENCE_ERROR = 0x2c00;
    public static final int COMMANDS_CLEARED_BY_ANOTHER_INITIATOR = 0x2f00;
    public static final int MEDIUM_FORMAT_CORRUPTED = 0x3100;
    public static final int SANITIZE_COMMAND_FAILED = 0x3103;
    public static final int SAVING_PARAMETERS_NOT_SUPPORTED = 0x3900;
    public static final int MEDIUM_NOT_PRESENT = 0x3a00;
    public static final int FAILED_SELF_TEST = 0x3e03;
    public static final int DEVICE_IDENTIFIER_CHANGED = 0x3f05;
    public static final int REPORTED_LUNS_CHANGED = 0x3f0e;
    public static final int INTERNAL_TARGET_FAILURE = 0x4400;
    public static final int PERSISTENT_RESERVATION_INFORMATION_LOST = 0x4401;
    public static final int INVALID_MESSAGE = 0x4900;
    public static final int MEDIUM_REMOVAL_PREVENTED = 0x5302;
    public static final int INSUFFICIENT_REGISTRATION_RESOURCES = 0x5504;

    private AdditionalSense() {}
}
