package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import java.util.List;

/**
 * RECEIVE DIAGNOSTIC RESULTS (SPC-5 6.23): the page that lists the pages, of which it is the only
 * one, asked for by its code or as what SEND DIAGNOSTIC has asked for.
 */
record ReceiveDiagnosticResults(int allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "RECEIVE DIAGNOSTIC RESULTS",
                            "1c 01 ff ff ff 00",
                            Access.UNIT,
                            ReceiveDiagnosticResults.class,
                            ReceiveDiagnosticResults::decode));

    static final int SUPPORTED_PAGES = 0x00;

    private static final int PAGE_CODE_BYTE = 2;

    private static Command decode(Cdb cdb) {
        int page = cdb.u8(PAGE_CODE_BYTE);
        if (page != SUPPORTED_PAGES) {
            throw Refusal.invalidFieldInCdb(
                    PAGE_CODE_BYTE, -1, "no diagnostic page %02xh".formatted(page));
        }
        return new ReceiveDiagnosticResults(cdb.u16(3));
    }

    @Override
    public void execute(Execution run) {
        run.good(new byte[] {SUPPORTED_PAGES, 0, 0, 1, SUPPORTED_PAGES}, allocationLength);
    }
}
