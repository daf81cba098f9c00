package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.AccessRule.ALLOWED;
import static dev.rbdgate.scsi.reservation.AccessRule.CHANGES;
import static dev.rbdgate.scsi.reservation.AccessRule.OWN_RULES;
import static dev.rbdgate.scsi.reservation.AccessRule.READS;

import dev.rbdgate.scsi.Cdb;
import java.util.ArrayList;
import java.util.List;

/**
 * Which command is allowed in the presence of which reservation: the one place that says so (SPC-5
 * tables 66 and 67, SBC-4 table 13, SPC-2 table 10). A command that is not here counts as one that
 * changes the medium.
 */
final class ReservationTable {

    private static final int OPERATION_CODES = 256;

    /** The first row that matches is the command's. */
    static final List<CommandAccess> ROWS =
            List.of(
                    CommandAccess.of("TEST UNIT READY", 0x00, ALLOWED),
                    CommandAccess.of("REQUEST SENSE", 0x03, ALLOWED)
                            .alsoUnderReserve()
                            .alsoWhenLost(),
                    CommandAccess.of("FORMAT UNIT", 0x04, CHANGES),
                    CommandAccess.of("READ(6)", 0x08, READS),
                    CommandAccess.of("WRITE(6)", 0x0a, CHANGES),
                    CommandAccess.of("INQUIRY", 0x12, ALLOWED).alsoUnderReserve().alsoWhenLost(),
                    CommandAccess.of("MODE SELECT(6)", 0x15, CHANGES),
                    CommandAccess.of("RESERVE(6)", 0x16, OWN_RULES).alsoUnderReserve(),
                    CommandAccess.of("RELEASE(6)", 0x17, OWN_RULES).alsoUnderReserve(),
                    CommandAccess.of("MODE SENSE(6)", 0x1a, READS),
                    CommandAccess.of("START STOP UNIT, START", 0x1b, ALLOWED)
                            .when(ReservationTable::starts)
                            .alsoUnderReserve()
                            .alsoWhenLost(),
                    CommandAccess.of("START STOP UNIT", 0x1b, CHANGES),
                    CommandAccess.of("RECEIVE DIAGNOSTIC RESULTS", 0x1c, READS),
                    CommandAccess.of("SEND DIAGNOSTIC", 0x1d, CHANGES),
                    CommandAccess.of("PREVENT ALLOW MEDIUM REMOVAL, PREVENT 0", 0x1e, ALLOWED)
                            .when(cdb -> (cdb.u8(4) & 0x3) == 0)
                            .alsoUnderReserve(),
                    CommandAccess.of("PREVENT ALLOW MEDIUM REMOVAL", 0x1e, CHANGES),
                    CommandAccess.of("READ CAPACITY(10)", 0x25, ALLOWED).alsoUnderReserve(),
                    CommandAccess.of("READ(10)", 0x28, READS),
                    CommandAccess.of("WRITE(10)", 0x2a, CHANGES),
                    CommandAccess.of("WRITE AND VERIFY(10)", 0x2e, CHANGES),
                    CommandAccess.of("VERIFY(10)", 0x2f, READS),
                    CommandAccess.of("PRE-FETCH(10)", 0x34, READS),
                    CommandAccess.of("SYNCHRONIZE CACHE(10)", 0x35, CHANGES),
                    CommandAccess.of("READ DEFECT DATA(10)", 0x37, READS),
                    CommandAccess.of("WRITE BUFFER", 0x3b, CHANGES).alsoWhenLost(),
                    CommandAccess.of("READ BUFFER(10)", 0x3c, READS).alsoWhenLost(),
                    CommandAccess.of("WRITE SAME(10)", 0x41, CHANGES),
                    CommandAccess.of("UNMAP", 0x42, CHANGES),
                    CommandAccess.of("SANITIZE", 0x48, CHANGES),
                    CommandAccess.of("LOG SELECT", 0x4c, CHANGES),
                    CommandAccess.of("LOG SENSE", 0x4d, ALLOWED).alsoUnderReserve().alsoWhenLost(),
                    CommandAccess.of("MODE SELECT(10)", 0x55, CHANGES),
                    CommandAccess.of("RESERVE(10)", 0x56, OWN_RULES).alsoUnderReserve(),
                    CommandAccess.of("RELEASE(10)", 0x57, OWN_RULES).alsoUnderReserve(),
                    CommandAccess.of("MODE SENSE(10)", 0x5a, READS),
                    CommandAccess.of("PERSISTENT RESERVE IN", 0x5e, ALLOWED),
                    CommandAccess.of(
                                    "REPLACE LOST RESERVATION",
                                    0x5f,
                                    OutServiceAction.REPLACE_LOST_RESERVATION.code(),
                                    OWN_RULES)
                            .alsoWhenLost(),
                    CommandAccess.of("PERSISTENT RESERVE OUT", 0x5f, OWN_RULES),
                    CommandAccess.of("POPULATE TOKEN", 0x83, 0x10, READS),
                    CommandAccess.of("EXTENDED COPY, WRITE USING TOKEN", 0x83, CHANGES),
                    CommandAccess.of("RECEIVE COPY RESULTS", 0x84, ALLOWED),
                    CommandAccess.of("READ(16)", 0x88, READS),
                    CommandAccess.of("COMPARE AND WRITE", 0x89, CHANGES),
                    CommandAccess.of("WRITE(16)", 0x8a, CHANGES),
                    CommandAccess.of("ORWRITE(16)", 0x8b, CHANGES),
                    CommandAccess.of("WRITE AND VERIFY(16)", 0x8e, CHANGES),
                    CommandAccess.of("VERIFY(16)", 0x8f, READS),
                    CommandAccess.of("PRE-FETCH(16)", 0x90, READS),
                    CommandAccess.of("SYNCHRONIZE CACHE(16)", 0x91, CHANGES),
                    CommandAccess.of("WRITE SAME(16)", 0x93, CHANGES),
                    CommandAccess.of("READ BUFFER(16)", 0x9b, READS).alsoWhenLost(),
                    CommandAccess.of("WRITE ATOMIC(16)", 0x9c, CHANGES),
                    CommandAccess.of("READ CAPACITY(16)", 0x9e, 0x10, ALLOWED).alsoUnderReserve(),
                    CommandAccess.of("GET LBA STATUS(16)", 0x9e, 0x12, READS),
                    CommandAccess.of("REPORT LUNS", 0xa0, ALLOWED)
                            .alsoUnderReserve()
                            .alsoWhenLost(),
                    CommandAccess.of("REPORT IDENTIFYING INFORMATION", 0xa3, 0x05, ALLOWED)
                            .alsoUnderReserve(),
                    CommandAccess.of("REPORT TARGET PORT GROUPS", 0xa3, 0x0a, ALLOWED)
                            .alsoUnderReserve()
                            .alsoWhenLost(),
                    CommandAccess.of("REPORT SUPPORTED OPERATION CODES", 0xa3, 0x0c, READS),
                    CommandAccess.of(
                            "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS", 0xa3, 0x0d, READS),
                    CommandAccess.of("REPORT TIMESTAMP", 0xa3, 0x0f, ALLOWED).alsoUnderReserve(),
                    CommandAccess.of("MAINTENANCE OUT", 0xa4, CHANGES),
                    CommandAccess.of("READ(12)", 0xa8, READS),
                    CommandAccess.of("WRITE(12)", 0xaa, CHANGES),
                    CommandAccess.of("WRITE AND VERIFY(12)", 0xae, CHANGES),
                    CommandAccess.of("VERIFY(12)", 0xaf, READS),
                    CommandAccess.of("READ DEFECT DATA(12)", 0xb7, READS));

    private static final List<List<CommandAccess>> BY_OPERATION_CODE = byOperationCode();

    private ReservationTable() {}

    private static List<List<CommandAccess>> byOperationCode() {
        List<List<CommandAccess>> index = new ArrayList<>();
        for (int code = 0; code < OPERATION_CODES; code++) {
            int operationCode = code;
            index.add(ROWS.stream().filter(row -> row.operationCode() == operationCode).toList());
        }
        return List.copyOf(index);
    }

    static CommandAccess find(Cdb cdb) {
        for (CommandAccess row : BY_OPERATION_CODE.get(cdb.operationCode())) {
            if (row.matches(cdb)) {
                return row;
            }
        }
        return CommandAccess.of("not in the table", cdb.operationCode(), CHANGES);
    }

    /** START is one and POWER CONDITION is 0h. */
    private static boolean starts(Cdb cdb) {
        return cdb.bit(4, 0) && cdb.u8(4) >> 4 == 0;
    }
}
