package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds commands by operation code and service action. */
public final class CommandTable {

    private static final int OPERATION_CODES = 256;
    private static final int SERVICE_ACTIONS = 32;
    private static final int SERVICE_ACTION_BYTE = 1;

    /** Every entry, by operation code and service action. */
    static final List<CommandEntry> ENTRIES =
            Stream.of(
                            CompareAndWrite.ENTRIES,
                            CopyOperationAbort.ENTRIES,
                            ExtendedCopy.ENTRIES,
                            FormatUnit.ENTRIES,
                            GetLbaStatus.ENTRIES,
                            Inquiry.ENTRIES,
                            LogSelect.ENTRIES,
                            LogSense.ENTRIES,
                            ModeSelect.ENTRIES,
                            ModeSense.ENTRIES,
                            OrWrite.ENTRIES,
                            PersistentReserveIn.ENTRIES,
                            PersistentReserveOut.ENTRIES,
                            PopulateToken.ENTRIES,
                            PreFetch.ENTRIES,
                            PreventAllowMediumRemoval.ENTRIES,
                            Read.ENTRIES,
                            ReadBuffer.ENTRIES,
                            ReadCapacity10.ENTRIES,
                            ReadCapacity16.ENTRIES,
                            ReceiveCopyOperatingParameters.ENTRIES,
                            ReceiveCopyResults.ENTRIES,
                            ReadDefectData.ENTRIES,
                            ReceiveDiagnosticResults.ENTRIES,
                            Release.ENTRIES,
                            ReportAllRodTokens.ENTRIES,
                            ReportIdentifyingInformation.ENTRIES,
                            ReportLuns.ENTRIES,
                            ReportSupportedOperationCodes.ENTRIES,
                            ReportSupportedTaskManagementFunctions.ENTRIES,
                            ReportTargetPortGroups.ENTRIES,
                            ReportTimestamp.ENTRIES,
                            RequestSense.ENTRIES,
                            Reserve.ENTRIES,
                            Sanitize.ENTRIES,
                            SendDiagnostic.ENTRIES,
                            SetIdentifyingInformation.ENTRIES,
                            SetTargetPortGroups.ENTRIES,
                            SetTimestamp.ENTRIES,
                            StartStopUnit.ENTRIES,
                            SynchronizeCache.ENTRIES,
                            TestUnitReady.ENTRIES,
                            Unmap.ENTRIES,
                            Verify.ENTRIES,
                            Write.ENTRIES,
                            WriteAndVerify.ENTRIES,
                            WriteAtomic.ENTRIES,
                            WriteBuffer.ENTRIES,
                            WriteSame.ENTRIES,
                            WriteUsingToken.ENTRIES)
                    .flatMap(List::stream)
                    .sorted(
                            Comparator.comparingInt(CommandEntry::operationCode)
                                    .thenComparingInt(CommandEntry::serviceAction))
                    .toList();

    /** By operation code: null, the one entry, or one place per service action. */
    private static final @Nullable CommandEntry[][] SLOTS = slots();

    private CommandTable() {}

    private static @Nullable CommandEntry[][] slots() {
        @Nullable CommandEntry[][] slots = new @Nullable CommandEntry[OPERATION_CODES][0];
        for (CommandEntry entry : ENTRIES) {
            int code = entry.operationCode();
            int index = Math.max(entry.serviceAction(), 0);
            if (slots[code].length == 0) {
                slots[code] =
                        new @Nullable CommandEntry[entry.hasServiceAction() ? SERVICE_ACTIONS : 1];
            }
            if (slots[code][index] != null) {
                throw new IllegalStateException("two entries for " + entry.name());
            }
            slots[code][index] = entry;
        }
        return slots;
    }

    /** The entry for a CDB, or null if there is none that this unit offers. */
    public static @Nullable CommandEntry find(Cdb cdb, UnitContext unit) {
        CommandEntry entry = find(cdb);
        return entry != null && entry.isOffered(unit) ? entry : null;
    }

    /** The entry for a CDB, or null if there is none, whichever unit may offer it. */
    public static @Nullable CommandEntry find(Cdb cdb) {
        return find(cdb.operationCode(), cdb.u8(SERVICE_ACTION_BYTE) & (SERVICE_ACTIONS - 1));
    }

    static @Nullable CommandEntry find(int operationCode, int serviceAction) {
        @Nullable CommandEntry[] slot = SLOTS[operationCode];
        return switch (slot.length) {
            case 0 -> null;
            case 1 -> slot[0];
            default -> serviceAction < SERVICE_ACTIONS ? slot[serviceAction] : null;
        };
    }

    /** Whether CDBs with this operation code have a service action. */
    static boolean hasServiceActions(int operationCode) {
        return SLOTS[operationCode].length > 1;
    }

    /** Why {@link #find} has nothing for a CDB. */
    public static Refusal unknown(Cdb cdb) {
        return hasServiceActions(cdb.operationCode())
                ? Refusal.invalidFieldInCdb(
                        SERVICE_ACTION_BYTE, 4, "no such service action: " + cdb)
                : Refusal.invalidOperationCode(cdb.operationCode());
    }
}
