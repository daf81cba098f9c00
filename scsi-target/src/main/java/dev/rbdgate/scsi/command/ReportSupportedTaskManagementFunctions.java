package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import java.util.List;

/**
 * REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-5 6.34).
 *
 * @param extended REPD: with the timeouts
 */
record ReportSupportedTaskManagementFunctions(boolean extended, long allocationLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS",
                            "a3 0d 80 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ReportSupportedTaskManagementFunctions.class,
                            ReportSupportedTaskManagementFunctions::decode));

    private static final int ALLOCATION_LENGTH_BYTE = 6;
    private static final int MIN_ALLOCATION_LENGTH = 4;

    /** ABORT TASK, ABORT TASK SET, CLEAR TASK SET, LOGICAL UNIT RESET, target reset. */
    private static final int FUNCTIONS = 0xda;

    private static final int QUERY_TASK = 0x04;

    /** QUERY ASYNCHRONOUS EVENT, QUERY TASK SET and I_T NEXUS RESET. */
    private static final int MORE_FUNCTIONS = 0x07;

    private static final int SHORT_BYTES = 4;
    private static final int EXTENDED_BYTES = 16;

    private static Command decode(Cdb cdb) {
        long allocationLength = cdb.u32(ALLOCATION_LENGTH_BYTE);
        if (allocationLength < MIN_ALLOCATION_LENGTH) {
            throw Refusal.invalidFieldInCdb(
                    ALLOCATION_LENGTH_BYTE, -1, "allocation length " + allocationLength);
        }
        return new ReportSupportedTaskManagementFunctions(cdb.bit(2, 7), allocationLength);
    }

    @Override
    public void execute(Execution run) {
        byte[] data = new byte[extended ? EXTENDED_BYTES : SHORT_BYTES];
        boolean queries = run.unit().hasTaskQueries();
        data[0] = (byte) (queries ? FUNCTIONS | QUERY_TASK : FUNCTIONS);
        data[1] = (byte) (queries ? MORE_FUNCTIONS : 0);
        data[3] = (byte) (data.length - SHORT_BYTES);
        run.good(data, allocationLength);
    }
}
