package dev.rbdgate.scsi.command;

import java.util.List;

/** RELEASE(6) and (10) (SPC-2 7.16, 7.17). GOOD without effect for who does not hold the unit. */
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
        run.unit().release();
        run.good(0);
    }
}
