package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyUnit;
import dev.rbdgate.scsi.copy.RodToken;
import dev.rbdgate.scsi.copy.TokenRequest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * POPULATE TOKEN (SBC-4 5.13): makes a token that stands for what ranges of this unit hold now,
 * until they change.
 */
record PopulateToken(long listId, long parameterListLength) implements Command {

    static final int SERVICE_ACTION = 0x10;

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "POPULATE TOKEN",
                            "83 10 00 00 00 00 ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            PopulateToken.class,
                            PopulateToken::decode));

    private static Command decode(Cdb cdb) {
        return new PopulateToken(cdb.u32(6), cdb.u32(10));
    }

    @Override
    public void execute(Execution run) {
        CopyRun.receive(
                run, parameterListLength, TokenRequest.MAX_BYTES, list -> populate(run, list));
    }

    private void populate(Execution run, ByteBuffer list) {
        CopyDomain domain = run.copyDomain();
        CopyUnit unit = domain.self();
        TokenRequest request = TokenRequest.parse(list, unit);
        unit.copies().checkFree(domain.nexus(), listId);
        RodToken token =
                domain.manager()
                        .tokens()
                        .create(
                                unit,
                                request.ranges(),
                                request.timeoutSeconds(),
                                domain.nexus().targetName());
        unit.copies().remember(domain.nexus(), listId, SERVICE_ACTION, token);
        run.good(parameterListLength);
    }
}
