package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.alua.AccessState;
import dev.rbdgate.scsi.background.EraseJob;
import dev.rbdgate.scsi.background.WorkState;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** States in which a unit processes some commands only: which ones, and how the others end. */
final class Restriction {

    /** A service action, or the mode of READ and WRITE BUFFER: both are in these bits of byte 1. */
    private static final int SERVICE_ACTION_MASK = 0x1f;

    /** In place of a service action: whatever it is. */
    private static final int ANY = 0xff;

    /** A sanitize or format operation is in progress (SBC-4 4.11.2, 4.34.2). */
    private static final Set<Integer> ERASING =
            Set.of(
                    key(0x03), // REQUEST SENSE
                    key(0x12), // INQUIRY
                    key(0x4d), // LOG SENSE
                    key(0xa0), // REPORT LUNS
                    key(0xa3, 0x0a), // REPORT TARGET PORT GROUPS
                    key(0xa3, 0x0c), // REPORT SUPPORTED OPERATION CODES
                    key(0xa3, 0x0d)); // REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS

    /** A sanitize operation has failed: another one is all that it takes (SBC-4 4.11.3). */
    private static final Set<Integer> NOT_SANITIZED = with(ERASING, key(0x48));

    /** A format operation has failed: another one, or a sanitize operation, is needed. */
    private static final Set<Integer> NOT_FORMATTED = with(ERASING, key(0x04), key(0x48));

    /** The nexus's target port group is in standby (SPC-5 5.18.2.5). */
    private static final Set<Integer> STANDBY =
            Set.of(
                    key(0x03), // REQUEST SENSE
                    key(0x12), // INQUIRY
                    key(0x15), // MODE SELECT(6)
                    key(0x1a), // MODE SENSE(6)
                    key(0x1c), // RECEIVE DIAGNOSTIC RESULTS
                    key(0x1d), // SEND DIAGNOSTIC
                    key(0x4c), // LOG SELECT
                    key(0x4d), // LOG SENSE
                    key(0x55), // MODE SELECT(10)
                    key(0x5a), // MODE SENSE(10)
                    key(0x5e), // PERSISTENT RESERVE IN
                    key(0x5f), // PERSISTENT RESERVE OUT
                    key(0xa0), // REPORT LUNS
                    key(0xa3, 0x0a), // REPORT TARGET PORT GROUPS
                    key(0xa3, 0x0c), // REPORT SUPPORTED OPERATION CODES
                    key(0xa3, 0x0d), // REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS
                    key(0xa4, 0x0a), // SET TARGET PORT GROUPS
                    key(0x3b, 0x0a), // WRITE BUFFER, echo
                    key(0x3c, 0x0a), // READ BUFFER(10), echo
                    key(0x3c, 0x0b), // READ BUFFER(10), echo buffer descriptor
                    key(0x9b, 0x0a), // READ BUFFER(16), echo
                    key(0x9b, 0x0b)); // READ BUFFER(16), echo buffer descriptor

    /** The nexus's target port group is unavailable (SPC-5 5.18.2.6). */
    private static final Set<Integer> UNAVAILABLE =
            Set.of(
                    key(0x03),
                    key(0x12),
                    key(0xa0),
                    key(0xa3, 0x0a),
                    key(0xa4, 0x0a),
                    key(0x3b, 0x0a),
                    key(0x3c, 0x0a),
                    key(0x3c, 0x0b),
                    key(0x9b, 0x0a),
                    key(0x9b, 0x0b));

    private Restriction() {}

    private static Set<Integer> with(Set<Integer> other, Integer... more) {
        Set<Integer> all = new HashSet<>(other);
        Collections.addAll(all, more);
        return Set.copyOf(all);
    }

    private static int key(int operationCode) {
        return key(operationCode, ANY);
    }

    private static int key(int operationCode, int serviceAction) {
        return operationCode << 8 | serviceAction;
    }

    /** Lets a command pass, or throws 02/04/0B, 02/04/0C or what the background work tells. */
    static void admit(UnitPath path, Cdb cdb) {
        admitToPort(path, cdb);
        WorkState work = path.background().state();
        boolean processed =
                switch (work) {
                    case WorkState.Idle _ -> true;
                    case WorkState.Running _ -> processes(ERASING, cdb);
                    case WorkState.Failed(EraseJob job) ->
                            switch (job.kind()) {
                                case SANITIZE -> processes(NOT_SANITIZED, cdb);
                                case FORMAT -> processes(NOT_FORMATTED, cdb);
                            };
                };
        Refusal refusal = processed ? null : work.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    private static void admitToPort(UnitPath path, Cdb cdb) {
        Nexus nexus = path.nexus();
        AccessState state =
                path.parts()
                        .portGroups()
                        .status(nexus.targetName(), nexus.portalGroupTag())
                        .state();
        switch (state) {
            case ACTIVE_OPTIMIZED, ACTIVE_NON_OPTIMIZED -> {}
            case STANDBY -> check(STANDBY, cdb, AdditionalSense.TARGET_PORT_IN_STANDBY_STATE);
            case UNAVAILABLE ->
                    check(UNAVAILABLE, cdb, AdditionalSense.TARGET_PORT_IN_UNAVAILABLE_STATE);
        }
    }

    private static boolean processes(Set<Integer> processed, Cdb cdb) {
        int code = cdb.operationCode();
        return processed.contains(key(code))
                || processed.contains(key(code, cdb.u8(1) & SERVICE_ACTION_MASK));
    }

    private static void check(Set<Integer> processed, Cdb cdb, int additionalSense) {
        if (!processes(processed, cdb)) {
            throw Refusal.of(
                    Blame.STATE,
                    Sense.of(SenseKey.NOT_READY, additionalSense),
                    "the target port group is not active");
        }
    }
}
