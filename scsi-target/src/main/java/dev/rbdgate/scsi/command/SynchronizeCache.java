package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import java.util.List;

/**
 * SYNCHRONIZE CACHE(10) and (16) (SBC-4 5.32, 5.33). The whole cache is flushed, whatever the
 * range. With IMMED the answer may come before, but does not: the flush decides the status.
 */
record SynchronizeCache(BlockRange range) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "SYNCHRONIZE CACHE(10)",
                            "35 02 ff ff ff ff 3f ff ff 00",
                            Access.READS,
                            SynchronizeCache.class,
                            cdb -> new SynchronizeCache(BlockRange.ofCdb10(cdb))),
                    CommandEntry.of(
                            "SYNCHRONIZE CACHE(16)",
                            "91 02 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.READS,
                            SynchronizeCache.class,
                            SynchronizeCache::decode16));

    private static Command decode16(Cdb cdb) {
        return new SynchronizeCache(BlockRange.ofCdb16(cdb));
    }

    @Override
    public boolean promisesDurability() {
        return true;
    }

    @Override
    public void execute(Execution run) {
        range.checkInside(run);
        run.flush(outcome -> run.end(outcome, range.lba(), 0));
    }
}
