package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.background.EraseJob;
import dev.rbdgate.scsi.background.EraseKind;
import dev.rbdgate.scsi.background.EraseMethod;
import dev.rbdgate.scsi.background.WorkState;
import dev.rbdgate.scsi.context.UnitContext;
import java.util.List;

/**
 * SANITIZE (SBC-4 5.30): overwrite, block erase, exit failure mode. There is no key to forget for a
 * cryptographic erase. While snapshots or a parent hold some of the data it cannot be erased, which
 * is 05/2C/00: remove them first.
 *
 * @param unrestrictedExit AUSE
 */
record Sanitize(
        int serviceAction, boolean immediate, boolean unrestrictedExit, int parameterListLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "SANITIZE, OVERWRITE",
                            "48 a1 00 00 00 00 00 ff ff 00",
                            Access.CHANGES,
                            Sanitize.class,
                            Sanitize::decode),
                    CommandEntry.withServiceAction(
                                    "SANITIZE, BLOCK ERASE",
                                    "48 a2 00 00 00 00 00 ff ff 00",
                                    Access.CHANGES,
                                    Sanitize.class,
                                    Sanitize::decode)
                            .offeredWhen(UnitContext::thinProvisioned),
                    CommandEntry.withServiceAction(
                            "SANITIZE, EXIT FAILURE MODE",
                            "48 bf 00 00 00 00 00 ff ff 00",
                            Access.CHANGES,
                            Sanitize.class,
                            Sanitize::decode));

    private static final int OVERWRITE = 0x01;
    private static final int BLOCK_ERASE = 0x02;
    private static final int SERVICE_ACTION_MASK = 0x1f;
    private static final int SERVICE_ACTION_BIT = 4;
    private static final int AUSE_BIT = 5;
    private static final int IMMED_BIT = 7;
    private static final int LENGTH_BYTE = 7;

    /** The parameter list of OVERWRITE (SBC-4 5.30.3). */
    private static final int HEADER_BYTES = 4;

    private static final int INVERT_BIT = 7;
    private static final int TEST_MASK = 0x60;
    private static final int TEST_BIT = 6;
    private static final int COUNT_MASK = 0x1f;
    private static final int COUNT_BIT = 4;
    private static final int PATTERN_LENGTH_OFFSET = 2;

    private static Command decode(Cdb cdb) {
        return new Sanitize(
                cdb.u8(1) & SERVICE_ACTION_MASK,
                cdb.bit(1, IMMED_BIT),
                cdb.bit(1, AUSE_BIT),
                cdb.u16(LENGTH_BYTE));
    }

    @Override
    public void execute(Execution run) {
        if (serviceAction == OVERWRITE) {
            int most = HEADER_BYTES + run.unit().blockBytes();
            if (parameterListLength <= HEADER_BYTES || parameterListLength > most) {
                throw wrongLength();
            }
            checkPossible(run);
            ParameterList.receive(run, parameterListLength, list -> overwrite(run, list));
            return;
        }
        if (parameterListLength != 0) {
            throw wrongLength();
        }
        if (serviceAction == BLOCK_ERASE) {
            checkPossible(run);
            EraseJob job = EraseJob.unmap(EraseKind.SANITIZE, unrestrictedExit);
            BackgroundAnswer.begin(run, job, immediate, 0);
        } else {
            exitFailureMode(run);
        }
    }

    private Refusal wrongLength() {
        return Refusal.invalidFieldInCdb(
                LENGTH_BYTE, -1, "SANITIZE with a list of " + parameterListLength + " bytes");
    }

    /** After a failure without AUSE only a sanitize operation without AUSE will do (4.11.3). */
    private void checkPossible(Execution run) {
        if (unrestrictedExit && hasFailedRestricted(run)) {
            throw Refusal.invalidFieldInCdb(1, AUSE_BIT, "AUSE after a failure without it");
        }
        if (run.device().sharesData()) {
            throw Refusal.of(
                    Blame.STATE,
                    Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR),
                    "snapshots or a parent hold data of the image");
        }
    }

    private static boolean hasFailedRestricted(Execution run) {
        return run.unit().background().state() instanceof WorkState.Failed(EraseJob job)
                && job.kind() == EraseKind.SANITIZE
                && !job.unrestrictedExit();
    }

    private void overwrite(Execution run, ParameterList list) {
        if (list.length() < parameterListLength) {
            throw Refusal.parameterListLength("a truncated SANITIZE parameter list");
        }
        int test = list.u8(0) & TEST_MASK;
        int passes = list.u8(0) & COUNT_MASK;
        if (test != 0 || passes == 0) {
            throw Refusal.invalidFieldInParameterList(
                    0, test == 0 ? COUNT_BIT : TEST_BIT, "no passes, or a vendor's TEST");
        }
        int length = list.u16(PATTERN_LENGTH_OFFSET);
        if (length == 0 || length > list.length() - HEADER_BYTES) {
            throw Refusal.invalidFieldInParameterList(
                    PATTERN_LENGTH_OFFSET, -1, "an initialization pattern of " + length);
        }
        byte[] pattern = list.repeated(HEADER_BYTES, length, run.unit().blockBytes());
        EraseJob job =
                new EraseJob(
                        EraseKind.SANITIZE,
                        EraseMethod.OVERWRITE,
                        unrestrictedExit,
                        passes,
                        list.bit(0, INVERT_BIT),
                        pattern);
        BackgroundAnswer.begin(run, job, immediate, parameterListLength);
    }

    private static void exitFailureMode(Execution run) {
        if (hasFailedRestricted(run)) {
            throw Refusal.invalidFieldInCdb(
                    1, SERVICE_ACTION_BIT, "the sanitize operation failed without AUSE");
        }
        boolean failed =
                run.unit().background().state() instanceof WorkState.Failed(EraseJob job)
                        && job.kind() == EraseKind.SANITIZE;
        if (failed) {
            Later.then(run, run.unit().background().exitFailure(), () -> run.good(0));
        } else {
            run.good(0);
        }
    }
}
