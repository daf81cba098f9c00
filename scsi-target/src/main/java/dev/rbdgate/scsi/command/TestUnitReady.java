package dev.rbdgate.scsi.command;

import java.util.List;

/** TEST UNIT READY (SPC-5 6.47). */
record TestUnitReady() implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "TEST UNIT READY",
                            "00 00 00 00 00 00",
                            Access.READS,
                            TestUnitReady.class,
                            _ -> new TestUnitReady()));

    @Override
    public void execute(Execution run) {
        run.good(0);
    }
}
