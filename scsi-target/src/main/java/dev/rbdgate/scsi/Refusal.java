package dev.rbdgate.scsi;

import org.jspecify.annotations.Nullable;

/**
 * A command's refusal, thrown from wherever it is noticed and turned into the answer in one place.
 * It has no stack trace: the sense data and the detail say it all.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose doing it is, which decides how loudly it is logged. */
    public enum Blame {
        /** The gateway's or its storage's. */
        OURS,
        /** The initiator's. */
        PEER,
        /** Nobody's: what the state of the unit calls for. */
        STATE
    }

    private final Blame blame;
    private final ScsiStatus status;
    // Sense data has no need to travel in a serialized exception.
    private final transient @Nullable Sense sense;

    private Refusal(Blame blame, ScsiStatus status, @Nullable Sense sense, String detail) {
        super(detail, null, false, false);
        this.blame = blame;
        this.status = status;
        this.sense = sense;
    }

    public static Refusal of(Blame blame, Sense sense, String detail) {
        return new Refusal(blame, ScsiStatus.CHECK_CONDITION, sense, detail);
    }

    /** A status without sense data: BUSY, TASK SET FULL, RESERVATION CONFLICT. */
    public static Refusal of(ScsiStatus status, String detail) {
        return new Refusal(Blame.STATE, status, null, detail);
    }

    /** 05/20/00. */
    public static Refusal invalidOperationCode(int operationCode) {
        return illegal(
                AdditionalSense.INVALID_OPERATION_CODE,
                "operation code %02xh".formatted(operationCode));
    }

    /**
     * 05/24/00.
     *
     * @param bit the field's most significant bit, -1 for a whole byte
     */
    public static Refusal invalidFieldInCdb(int byteOffset, int bit, String detail) {
        Sense sense = Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
        return of(Blame.PEER, sense.withFieldPointer(true, byteOffset, bit), detail);
    }

    /** 05/26/00. */
    public static Refusal invalidFieldInParameterList(int byteOffset, int bit, String detail) {
        Sense sense =
                Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        return of(Blame.PEER, sense.withFieldPointer(false, byteOffset, bit), detail);
    }

    /** 05/1A/00. */
    public static Refusal parameterListLength(String detail) {
        return illegal(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR, detail);
    }

    /** 05/21/00. */
    public static Refusal lbaOutOfRange(long lba) {
        Sense sense = Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
        return of(
                Blame.PEER,
                sense.withInformation(lba),
                "LBA " + Long.toUnsignedString(lba) + " is beyond the end");
    }

    /** 05/25/00. */
    public static Refusal logicalUnitNotSupported() {
        return illegal(AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED, "no such LUN");
    }

    /** 02/04/01. */
    public static Refusal notReady() {
        return of(
                Blame.STATE,
                Sense.of(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY),
                "the unit has no device yet");
    }

    /** 02/3A/00. */
    public static Refusal mediumNotPresent() {
        return of(
                Blame.STATE,
                Sense.of(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT),
                "no medium");
    }

    /** 07/27/00 and 07/27/02. */
    public static Refusal writeProtected(int additionalSense) {
        return of(
                Blame.PEER,
                Sense.of(SenseKey.DATA_PROTECT, additionalSense),
                "the unit is write protected");
    }

    /**
     * 0E/1D/00.
     *
     * @param byteOffset of the first differing byte, from the start of the compared data
     */
    public static Refusal miscompare(long byteOffset) {
        Sense sense = Sense.of(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY);
        return of(Blame.STATE, sense.withInformation(byteOffset), "miscompare at " + byteOffset);
    }

    /** 04/44/00. */
    public static Refusal internal(String detail) {
        return of(
                Blame.OURS,
                Sense.of(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE),
                detail);
    }

    /** Another ILLEGAL REQUEST, without a field pointer. */
    public static Refusal illegal(int additionalSense, String detail) {
        return of(Blame.PEER, Sense.of(SenseKey.ILLEGAL_REQUEST, additionalSense), detail);
    }

    public Blame blame() {
        return blame;
    }

    public ScsiStatus status() {
        return status;
    }

    public @Nullable Sense sense() {
        return sense;
    }
}
