package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyResults;
import dev.rbdgate.scsi.copy.CopyUnit;
import java.util.List;

/**
 * RECEIVE COPY STATUS(LID1) and (LID4), RECEIVE COPY FAILURE DETAILS(LID1) and RECEIVE ROD TOKEN
 * INFORMATION (SPC-5 6.25 to 6.30): what became of a copy that this initiator has asked this unit
 * for. Copies hold no data, so there is no RECEIVE COPY DATA.
 */
record ReceiveCopyResults(Question question, long listId, long allocationLength)
        implements Command {

    /** What is asked. */
    enum Question {
        LID1_STATUS,
        LID1_FAILURE_DETAILS,
        LID4_STATUS,
        ROD_TOKEN
    }

    static final List<CommandEntry> ENTRIES =
            List.of(
                    lid1("RECEIVE COPY STATUS(LID1)", "00", Question.LID1_STATUS),
                    lid1("RECEIVE COPY FAILURE DETAILS(LID1)", "04", Question.LID1_FAILURE_DETAILS),
                    lid4("RECEIVE COPY STATUS(LID4)", "05", Question.LID4_STATUS),
                    lid4("RECEIVE ROD TOKEN INFORMATION", "07", Question.ROD_TOKEN));

    private static CommandEntry lid1(String name, String action, Question question) {
        return CommandEntry.withServiceAction(
                name,
                "84 %s ff 00 00 00 00 00 00 00 ff ff ff ff 00 00".formatted(action),
                Access.UNIT,
                ReceiveCopyResults.class,
                cdb -> new ReceiveCopyResults(question, cdb.u8(2), cdb.u32(10)));
    }

    private static CommandEntry lid4(String name, String action, Question question) {
        return CommandEntry.withServiceAction(
                name,
                "84 %s ff ff ff ff 00 00 00 00 ff ff ff ff 00 00".formatted(action),
                Access.UNIT,
                ReceiveCopyResults.class,
                cdb -> new ReceiveCopyResults(question, cdb.u32(2), cdb.u32(10)));
    }

    @Override
    public void execute(Execution run) {
        CopyDomain domain = run.copyDomain();
        CopyUnit unit = domain.self();
        CopyResults results = new CopyResults(unit.copies(), domain.nexus(), listId);
        boolean descriptorSense = unit.descriptorSense();
        run.good(
                switch (question) {
                    case LID1_STATUS -> results.lid1Status();
                    case LID1_FAILURE_DETAILS -> results.failureDetails(descriptorSense);
                    case LID4_STATUS -> results.lid4Status(descriptorSense);
                    case ROD_TOKEN ->
                            results.rodTokenInformation(descriptorSense, unit.blockBytes());
                },
                allocationLength);
    }
}
