package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.log.Traffic;
import java.util.List;

/**
 * WRITE(6), (10), (12) and (16) (SBC-4 5.38 to 5.41). An initiator that sends less than the CDB
 * says gets the whole blocks among it written, and told the rest as residual overflow.
 */
record Write(BlockRange range, boolean forceUnitAccess) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "WRITE(6)",
                            "0a 1f ff ff ff 00",
                            Access.CHANGES,
                            Write.class,
                            cdb -> new Write(BlockRange.ofCdb6(cdb), false)),
                    CommandEntry.of(
                            "WRITE(10)",
                            "2a 18 ff ff ff ff 3f ff ff 00",
                            Access.CHANGES,
                            Write.class,
                            cdb -> new Write(BlockRange.ofCdb10(cdb), fua(cdb))),
                    CommandEntry.of(
                            "WRITE(12)",
                            "aa 18 ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            Write.class,
                            cdb -> new Write(BlockRange.ofCdb12(cdb), fua(cdb))),
                    CommandEntry.of(
                            "WRITE(16)",
                            "8a 18 ff ff ff ff ff ff ff ff ff ff ff ff 3f 00",
                            Access.CHANGES,
                            Write.class,
                            cdb -> new Write(BlockRange.ofCdb16(cdb), fua(cdb))));

    private static boolean fua(Cdb cdb) {
        return cdb.bit(1, 3);
    }

    @Override
    public Traffic traffic() {
        return Traffic.WRITE;
    }

    @Override
    public long trafficBlocks() {
        return range.blocks();
    }

    @Override
    public boolean promisesDurability() {
        return forceUnitAccess;
    }

    @Override
    public void execute(Execution run) {
        range.checkInside(run);
        range.checkTransferLength(run);
        long fullLength = range.byteCount(run);
        int blockBytes = run.unit().blockBytes();
        int bytes = run.receivable(fullLength) / blockBytes * blockBytes;
        if (bytes == 0) {
            run.good(fullLength);
            return;
        }
        run.receive(
                bytes,
                dataOut ->
                        run.write(
                                range.byteOffset(run),
                                Execution.buffers(dataOut, dataOut.readerIndex(), bytes),
                                bytes,
                                run.durability(forceUnitAccess),
                                outcome -> run.end(outcome, range.lba(), fullLength)));
    }
}
