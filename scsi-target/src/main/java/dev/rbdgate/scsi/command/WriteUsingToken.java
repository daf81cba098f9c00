package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyOrder;
import dev.rbdgate.scsi.copy.CopyUnit;
import dev.rbdgate.scsi.copy.RodToken;
import dev.rbdgate.scsi.copy.RodTokens;
import dev.rbdgate.scsi.copy.TokenWrite;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * WRITE USING TOKEN (SBC-4 5.55): writes what a token stands for. A failure is told as that of a
 * write, not as that of a copy.
 */
record WriteUsingToken(long listId, long parameterListLength) implements Command {

    private static final int SERVICE_ACTION = 0x11;

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "WRITE USING TOKEN",
                            "83 11 00 00 00 00 ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            WriteUsingToken.class,
                            WriteUsingToken::decode));

    private static Command decode(Cdb cdb) {
        return new WriteUsingToken(cdb.u32(6), cdb.u32(10));
    }

    @Override
    public void execute(Execution run) {
        CopyRun.receive(run, parameterListLength, TokenWrite.MAX_BYTES, list -> write(run, list));
    }

    private void write(Execution run, ByteBuffer list) {
        CopyDomain domain = run.copyDomain();
        CopyUnit unit = domain.self();
        TokenWrite write = TokenWrite.parse(list, unit);
        if (write.isZero()) {
            CopyOrder order = write.zeros(SERVICE_ACTION, listId, unit);
            CopyRun.start(run, order, parameterListLength, () -> {});
            return;
        }
        RodTokens tokens = domain.manager().tokens();
        RodToken token = tokens.use(write.token());
        try {
            CopyOrder order = write.order(SERVICE_ACTION, listId, token, unit);
            CopyRun.start(
                    run, order, parameterListLength, () -> ended(tokens, token, write.deletes()));
        } catch (Refusal refusal) {
            tokens.release(token);
            throw refusal;
        }
    }

    private static void ended(RodTokens tokens, RodToken token, boolean delete) {
        tokens.release(token);
        if (delete) {
            tokens.delete(token);
        }
    }
}
