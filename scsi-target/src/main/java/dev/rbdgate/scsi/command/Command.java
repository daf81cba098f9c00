package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.log.Traffic;

/** A decoded command. */
public sealed interface Command
        permits CompareAndWrite,
                CopyOperationAbort,
                ExtendedCopy,
                FormatUnit,
                GetLbaStatus,
                Inquiry,
                LogSelect,
                LogSense,
                ModeSelect,
                ModeSense,
                OrWrite,
                PersistentReserveIn,
                PersistentReserveOut,
                PopulateToken,
                PreFetch,
                PreventAllowMediumRemoval,
                Read,
                ReadBuffer,
                ReadCapacity10,
                ReadCapacity16,
                ReceiveCopyOperatingParameters,
                ReceiveCopyResults,
                ReadDefectData,
                ReceiveDiagnosticResults,
                Release,
                ReportAllRodTokens,
                ReportIdentifyingInformation,
                ReportLuns,
                ReportSupportedOperationCodes,
                ReportSupportedTaskManagementFunctions,
                ReportTargetPortGroups,
                ReportTimestamp,
                RequestSense,
                Reserve,
                Sanitize,
                SendDiagnostic,
                SetIdentifyingInformation,
                SetTargetPortGroups,
                SetTimestamp,
                StartStopUnit,
                SynchronizeCache,
                TestUnitReady,
                Unmap,
                Verify,
                Write,
                WriteAndVerify,
                WriteAtomic,
                WriteBuffer,
                WriteSame,
                WriteUsingToken {

    /**
     * Runs the command, which ends {@code run} exactly once, now or later.
     *
     * @throws dev.rbdgate.scsi.Refusal instead of ending it, when it is refused before it has asked
     *     for data-out or called the device
     */
    void execute(Execution run);

    /** What the log pages count it as. */
    default Traffic traffic() {
        return Traffic.NONE;
    }

    /** Logical blocks it moves, for the log pages. */
    default long trafficBlocks() {
        return 0;
    }

    /** Whether GOOD promises that data, this command's or earlier ones', survives power loss. */
    default boolean promisesDurability() {
        return false;
    }
}
