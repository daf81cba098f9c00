package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.medium.Medium;
import java.util.List;

/**
 * PREVENT ALLOW MEDIUM REMOVAL (SBC-4 5.15): per I_T nexus. Where the medium cannot be removed it
 * has no effect.
 */
record PreventAllowMediumRemoval(boolean prevent) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "PREVENT ALLOW MEDIUM REMOVAL",
                            "1e 00 00 00 03 00",
                            Access.DEVICE,
                            PreventAllowMediumRemoval.class,
                            PreventAllowMediumRemoval::decode));

    private static final int PREVENT_BYTE = 4;

    private static Command decode(Cdb cdb) {
        int prevent = cdb.u8(PREVENT_BYTE) & 0x3;
        if (prevent > 1) {
            throw Refusal.invalidFieldInCdb(PREVENT_BYTE, 1, "obsolete value " + prevent);
        }
        return new PreventAllowMediumRemoval(prevent == 1);
    }

    @Override
    public void execute(Execution run) {
        Medium medium = run.unit().parts().medium();
        if (prevent) {
            medium.prevent(run.nexus());
        } else {
            medium.allow(run.nexus());
        }
        run.good(0);
    }
}
