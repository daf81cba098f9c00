package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.ScsiStatus;
import java.util.List;

/**
 * PRE-FETCH(10) and (16) (SBC-4 5.12, 5.13). Nothing is fetched: the store's own cache decides. The
 * blocks are where a read finds them, so the condition is met.
 */
record PreFetch(BlockRange range) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "PRE-FETCH(10)",
                            "34 02 ff ff ff ff 3f ff ff 00",
                            Access.READS,
                            PreFetch.class,
                            cdb -> new PreFetch(BlockRange.ofCdb10(cdb))),
                    CommandEntry.of(
                            "PRE-FETCH(16)",
                            "90 02 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            PreFetch.class,
                            cdb -> new PreFetch(BlockRange.ofCdb16(cdb))));

    @Override
    public void execute(Execution run) {
        range.checkInside(run);
        run.end(ScsiStatus.CONDITION_MET);
    }
}
