package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * SEND DIAGNOSTIC (SPC-5 6.44). The default self-test and the foreground self-tests read the first
 * block; there are no background self-tests. The only diagnostic page is the one that lists the
 * pages.
 */
record SendDiagnostic(boolean selfTest, int parameterListLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "SEND DIAGNOSTIC",
                            "1d f7 00 ff ff 00",
                            Access.UNIT,
                            SendDiagnostic.class,
                            SendDiagnostic::decode));

    private static final int CODE_BIT = 7;
    private static final int PF_BIT = 4;
    private static final int SELF_TEST_BIT = 2;
    private static final int LENGTH_BYTE = 3;
    private static final int FOREGROUND_SHORT = 5;
    private static final int FOREGROUND_EXTENDED = 6;
    private static final int PAGE_HEADER_BYTES = 4;

    private static Command decode(Cdb cdb) {
        int code = cdb.u8(1) >> 5;
        boolean standard = cdb.bit(1, SELF_TEST_BIT);
        boolean foreground = code == FOREGROUND_SHORT || code == FOREGROUND_EXTENDED;
        if (standard ? code != 0 : code != 0 && !foreground) {
            throw Refusal.invalidFieldInCdb(1, CODE_BIT, "self-test code " + code);
        }
        int length = cdb.u16(LENGTH_BYTE);
        boolean selfTest = standard || foreground;
        if (selfTest && length != 0) {
            throw Refusal.invalidFieldInCdb(LENGTH_BYTE, -1, "self-test with a parameter list");
        }
        if (length != 0 && !cdb.bit(1, PF_BIT)) {
            throw Refusal.invalidFieldInCdb(1, PF_BIT, "vendor specific diagnostic data");
        }
        return new SendDiagnostic(selfTest, length);
    }

    @Override
    public void execute(Execution run) {
        if (selfTest) {
            selfTest(run);
        } else if (parameterListLength == 0) {
            run.good(0);
        } else {
            ParameterList.receive(run, parameterListLength, list -> check(run, list));
        }
    }

    private void check(Execution run, ParameterList list) {
        if (list.length() < PAGE_HEADER_BYTES) {
            throw Refusal.parameterListLength("a truncated diagnostic page");
        }
        if (list.u8(0) != ReceiveDiagnosticResults.SUPPORTED_PAGES) {
            throw Refusal.invalidFieldInParameterList(0, -1, "no such diagnostic page");
        }
        if (list.u16(2) != 0) {
            throw Refusal.invalidFieldInParameterList(2, -1, "a page that has no parameters");
        }
        run.good(parameterListLength);
    }

    private static void selfTest(Execution run) {
        int bytes = run.unit().blockBytes();
        if (run.device().sizeBytes() < bytes) {
            run.good(0);
            return;
        }
        ByteBuf block = run.allocate(bytes);
        run.read(
                0,
                Execution.buffers(block, 0, bytes),
                bytes,
                outcome -> {
                    block.release();
                    if (!(outcome instanceof Outcome.Done)) {
                        throw failed(outcome);
                    }
                    run.good(0);
                });
    }

    /** 04/3E/03. */
    private static Refusal failed(Outcome outcome) {
        return Refusal.of(
                Blame.OURS,
                Sense.of(SenseKey.HARDWARE_ERROR, AdditionalSense.FAILED_SELF_TEST),
                "self-test: " + outcome);
    }
}
