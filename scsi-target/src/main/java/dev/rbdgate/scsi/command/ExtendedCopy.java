package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyLimits;
import dev.rbdgate.scsi.copy.CopyList;
import dev.rbdgate.scsi.copy.CopyOrder;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * EXTENDED COPY(LID1) and (LID4) (SPC-5 6.5, 6.6): copies segments between units that the initiator
 * sees.
 */
record ExtendedCopy(int serviceAction, long parameterListLength) implements Command {

    private static final int LID1 = 0x00;
    private static final int LID4 = 0x01;

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "EXTENDED COPY(LID1)",
                            "83 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ExtendedCopy.class,
                            cdb -> decode(LID1, cdb)),
                    CommandEntry.withServiceAction(
                            "EXTENDED COPY(LID4)",
                            "83 01 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ExtendedCopy.class,
                            cdb -> decode(LID4, cdb)));

    private static final int LENGTH_BYTE = 10;

    private static Command decode(int serviceAction, Cdb cdb) {
        return new ExtendedCopy(serviceAction, cdb.u32(LENGTH_BYTE));
    }

    @Override
    public void execute(Execution run) {
        if (parameterListLength == 0) {
            run.good(0);
            return;
        }
        CopyRun.receive(
                run,
                parameterListLength,
                CopyList.LID4_HEADER_BYTES + CopyLimits.MAX_DESCRIPTOR_LIST_BYTES,
                list -> start(run, list));
    }

    private void start(Execution run, ByteBuffer list) {
        CopyDomain domain = run.copyDomain();
        CopyList parsed = serviceAction == LID1 ? CopyList.lid1(list) : CopyList.lid4(list);
        CopyOrder order = CopyOrder.of(serviceAction, parsed, domain);
        CopyRun.start(run, order, parameterListLength, () -> {});
    }
}
