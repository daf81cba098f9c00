package dev.rbdgate.scsi.command;

import java.util.List;

/**
 * START STOP UNIT (SBC-4 5.31). The unit never stops, since other initiators may be using it:
 * stopping only empties the write cache. There is no medium to eject and there are no power
 * conditions.
 */
record StartStopUnit(boolean start, boolean noFlush) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "START STOP UNIT",
                            "1b 01 00 00 05 00",
                            Access.READS,
                            StartStopUnit.class,
                            cdb -> new StartStopUnit(cdb.bit(4, 0), cdb.bit(4, 2))));

    @Override
    public boolean promisesDurability() {
        return !start && !noFlush;
    }

    @Override
    public void execute(Execution run) {
        if (start || noFlush) {
            run.good(0);
        } else {
            run.flush(outcome -> run.end(outcome, 0, 0));
        }
    }
}
