package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.copy.CopyResults;
import java.util.List;

/** RECEIVE COPY OPERATING PARAMETERS (SPC-5 6.27): the limits of the copy manager. */
record ReceiveCopyOperatingParameters(long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "RECEIVE COPY OPERATING PARAMETERS",
                            "84 03 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ReceiveCopyOperatingParameters.class,
                            cdb -> new ReceiveCopyOperatingParameters(cdb.u32(10))));

    @Override
    public void execute(Execution run) {
        run.good(CopyResults.operatingParameters(), allocationLength);
    }
}
