package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.reservation.OutServiceAction;
import dev.rbdgate.scsi.reservation.PersistentReserveOutList;
import dev.rbdgate.scsi.reservation.ReservationAction;
import dev.rbdgate.scsi.reservation.ReserveOutRequest;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * PERSISTENT RESERVE OUT (SPC-5 6.17). GOOD comes after the new state is in force and, if it
 * persists through a loss of power, durable.
 *
 * @param scopeAndType byte 2 of the CDB
 */
record PersistentReserveOut(OutServiceAction action, int scopeAndType, long parameterListLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            Arrays.stream(OutServiceAction.values()).map(PersistentReserveOut::entry).toList();

    private static CommandEntry entry(OutServiceAction action) {
        return CommandEntry.withServiceAction(
                "PERSISTENT RESERVE OUT, " + action.name().replace('_', ' '),
                "5f %02x ff 00 00 ff ff ff ff 00".formatted(action.code()),
                // It changes no data, so a read-only mapping may reserve; but it needs the store.
                Access.DEVICE,
                PersistentReserveOut.class,
                cdb -> new PersistentReserveOut(action, cdb.u8(2), cdb.u32(5)));
    }

    @Override
    public void execute(Execution run) {
        PersistentReserveOutList.checkLength(action, parameterListLength);
        int bytes = run.receivable(parameterListLength);
        run.receive(bytes, dataOut -> submit(run, dataOut, bytes));
    }

    private void submit(Execution run, ByteBuf dataOut, int bytes) {
        ReservationAction decoded =
                PersistentReserveOutList.decode(
                        action, scopeAndType, dataOut.nioBuffer(dataOut.readerIndex(), bytes));
        var _ =
                run.unit()
                        .reservations()
                        .submit(new ReserveOutRequest(run.unit().requester(), decoded, run.task()))
                        .whenComplete((_, failure) -> run.step(() -> finish(run, failure)));
    }

    private void finish(Execution run, @Nullable Throwable failure) {
        switch (failure) {
            case null -> run.good(parameterListLength);
            case Refusal refusal -> throw refusal;
            case CancellationException _ -> run.abandon();
            default -> throw new IllegalStateException(failure);
        }
    }
}
