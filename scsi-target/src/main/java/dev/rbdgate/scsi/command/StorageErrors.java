package dev.rbdgate.scsi.command;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;

/** Turns what a device failed with into sense data. */
public final class StorageErrors {

    private StorageErrors() {}

    /**
     * @param lba first block of the failed call; told for medium errors, where an initiator takes
     *     the blocks before it as good
     */
    public static Refusal refusal(Outcome.Failed failed, long lba) {
        BlockError error = failed.error();
        String detail = error + ": " + failed.detail();
        return switch (error) {
            case OUT_OF_RANGE -> Refusal.lbaOutOfRange(lba);
            case READ_ERROR ->
                    ours(
                            SenseKey.MEDIUM_ERROR,
                            AdditionalSense.UNRECOVERED_READ_ERROR,
                            lba,
                            detail);
            case WRITE_ERROR ->
                    ours(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR, lba, detail);
            case OUT_OF_SPACE ->
                    Refusal.of(
                            Blame.OURS,
                            Sense.of(
                                    SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED),
                            detail);
            case WRITE_PROTECTED ->
                    Refusal.of(
                            Blame.STATE,
                            Sense.of(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED),
                            detail);
            case NOT_READY -> Refusal.notReady();
            case UNSUPPORTED ->
                    Refusal.of(
                            Blame.PEER,
                            Sense.of(
                                    SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB),
                            detail);
            case BUSY -> Refusal.of(ScsiStatus.BUSY, detail);
            case FENCED, INTERNAL -> Refusal.internal(detail);
        };
    }

    private static Refusal ours(int key, int additionalSense, long lba, String detail) {
        return Refusal.of(Blame.OURS, Sense.of(key, additionalSense).withInformation(lba), detail);
    }
}
