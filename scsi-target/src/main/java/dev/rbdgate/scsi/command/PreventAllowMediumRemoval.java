package dev.rbdgate.scsi.command;

import java.util.List;

/** PREVENT ALLOW MEDIUM REMOVAL (SBC-4 5.14). The medium cannot be removed in any case. */
record PreventAllowMediumRemoval() implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "PREVENT ALLOW MEDIUM REMOVAL",
                            "1e 00 00 00 03 00",
                            Access.READS,
                            PreventAllowMediumRemoval.class,
                            _ -> new PreventAllowMediumRemoval()));

    @Override
    public void execute(Execution run) {
        run.good(0);
    }
}
