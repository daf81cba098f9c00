package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.reservation.InServiceAction;
import dev.rbdgate.scsi.reservation.PersistentReserveInData;
import java.util.Arrays;
import java.util.List;

/** PERSISTENT RESERVE IN (SPC-5 6.16). */
record PersistentReserveIn(InServiceAction action, int allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            Arrays.stream(InServiceAction.values()).map(PersistentReserveIn::entry).toList();

    private static CommandEntry entry(InServiceAction action) {
        return CommandEntry.withServiceAction(
                "PERSISTENT RESERVE IN, " + action.name().replace('_', ' '),
                "5e %02x 00 00 00 00 00 ff ff 00".formatted(action.code()),
                // Before the device is there nobody knows what is reserved.
                Access.READS,
                PersistentReserveIn.class,
                cdb -> new PersistentReserveIn(action, cdb.u16(7)));
    }

    @Override
    public void execute(Execution run) {
        run.good(
                PersistentReserveInData.of(action, run.unit().reservations().state()),
                allocationLength);
    }
}
