package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitAttention;
import dev.rbdgate.scsi.context.UnitContext;
import java.util.List;

/**
 * START STOP UNIT (SBC-4 5.31). The unit never stops, since other initiators may be using it:
 * stopping only empties the write cache. A removable medium is ejected and loaded.
 *
 * <p>There are no power conditions, so each of them is what the unit is in already: with any POWER
 * CONDITION but START_VALID nothing is done, and START and LOEJ are ignored. IMMED allows an answer
 * before the end, but the end decides the status.
 */
record StartStopUnit(boolean start, boolean loadEject, boolean noFlush, int powerCondition)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "START STOP UNIT",
                            "1b 01 00 0f f7 00",
                            Access.DEVICE,
                            StartStopUnit.class,
                            StartStopUnit::decode));

    private static final int FLAGS_BYTE = 4;
    private static final int LOEJ_BIT = 1;
    private static final int START_VALID = 0x0;

    private static Command decode(Cdb cdb) {
        int powerCondition = cdb.u8(FLAGS_BYTE) >> 4;
        if (powerCondition == START_VALID && cdb.u8(3) != 0) {
            throw Refusal.invalidFieldInCdb(3, 3, "power condition modifier without a condition");
        }
        return new StartStopUnit(
                cdb.bit(FLAGS_BYTE, 0),
                cdb.bit(FLAGS_BYTE, LOEJ_BIT),
                cdb.bit(FLAGS_BYTE, 2),
                powerCondition);
    }

    @Override
    public boolean promisesDurability() {
        return powerCondition == START_VALID && !start && !noFlush;
    }

    @Override
    public void execute(Execution run) {
        UnitContext unit = run.unit();
        if (powerCondition != START_VALID) {
            run.good(0);
        } else if (loadEject && !unit.removable()) {
            throw Refusal.invalidFieldInCdb(FLAGS_BYTE, LOEJ_BIT, "the medium is not removable");
        } else if (loadEject && start) {
            load(run, unit);
        } else if (loadEject) {
            eject(run, unit);
        } else if (!unit.parts().medium().isPresent()) {
            throw Refusal.mediumNotPresent();
        } else if (start) {
            run.good(0);
        } else {
            stop(run, unit);
        }
    }

    private void stop(Execution run, UnitContext unit) {
        unit.parts().counters().stopped();
        if (noFlush) {
            run.good(0);
        } else {
            run.flush(outcome -> run.end(outcome, 0, 0));
        }
    }

    private static void load(Execution run, UnitContext unit) {
        if (unit.parts().medium().load()) {
            unit.tellOthers(UnitAttention.MEDIUM_CHANGED);
        }
        run.good(0);
    }

    private void eject(Execution run, UnitContext unit) {
        unit.parts().medium().checkRemovable();
        if (noFlush || !unit.parts().medium().isPresent()) {
            takeOut(unit);
            run.good(0);
            return;
        }
        run.flush(outcome -> {
            if (outcome instanceof Outcome.Done) {
                takeOut(unit);
            }
            run.end(outcome, 0, 0);
        });
    }

    private static void takeOut(UnitContext unit) {
        if (unit.parts().medium().eject()) {
            unit.parts().counters().unloaded();
        }
    }
}
