package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import java.util.List;

/**
 * RESERVE(6) and (10) of the whole unit (SPC-2 7.21, 7.22), with the exceptions of SPC-5 5.14.3.
 * Third parties are refused.
 */
record Reserve() implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "RESERVE(6)",
                            "16 00 00 00 00 00",
                            Access.UNIT,
                            Reserve.class,
                            _ -> new Reserve()),
                    CommandEntry.of(
                            "RESERVE(10)",
                            "56 00 00 00 00 00 00 00 00 00",
                            Access.UNIT,
                            Reserve.class,
                            _ -> new Reserve()));

    @Override
    public void execute(Execution run) {
        if (!run.unit().reservations().reserve(run.nexus())) {
            throw Refusal.of(ScsiStatus.RESERVATION_CONFLICT, "another reservation");
        }
        run.good(0);
    }
}
