package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyResults;
import java.util.List;

/** COPY OPERATION ABORT (SPC-5 6.4): ends a copy that this initiator has asked this unit for. */
record CopyOperationAbort(long listId) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "COPY OPERATION ABORT",
                            "83 1c ff ff ff ff 00 00 00 00 00 00 00 00 00 00",
                            Access.UNIT,
                            CopyOperationAbort.class,
                            cdb -> new CopyOperationAbort(cdb.u32(2))));

    @Override
    public void execute(Execution run) {
        CopyDomain domain = run.copyDomain();
        if (!domain.self().copies().abort(domain.nexus(), listId)) {
            throw CopyResults.unknown(listId);
        }
        run.good(0);
    }
}
