package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyResults;
import java.util.List;

/**
 * REPORT ALL ROD TOKENS (SPC-5 6.37): the tokens that stand for data of this unit, without what
 * makes them usable.
 */
record ReportAllRodTokens(long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "REPORT ALL ROD TOKENS",
                            "84 08 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            ReportAllRodTokens.class,
                            cdb -> new ReportAllRodTokens(cdb.u32(10))));

    @Override
    public void execute(Execution run) {
        CopyDomain domain = run.copyDomain();
        run.good(
                CopyResults.tokens(domain.self().copies(), domain.manager().tokens()),
                allocationLength);
    }
}
