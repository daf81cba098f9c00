package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import java.util.List;

/**
 * RELEASE(6) and (10) (SPC-2 7.16, 7.17), with the exceptions of SPC-5 5.14.3. GOOD without effect
 * for who does not hold the unit.
 */
record Release() implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "RELEASE(6)",
                            "17 00 00 00 00 00",
                            Access.UNIT,
                            Release.class,
                            _ -> new Release()),
                    CommandEntry.of(
                            "RELEASE(10)",
                            "57 00 00 00 00 00 00 00 00 00",
                            Access.UNIT,
                            Release.class,
                            _ -> new Release()));

    @Override
    public void execute(Execution run) {
        if (!run.unit().reservations().release(run.nexus())) {
            throw Refusal.of(ScsiStatus.RESERVATION_CONFLICT, "persistent reservations in use");
        }
        run.good(0);
    }
}
