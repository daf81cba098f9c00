package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.context.UnitLimits;
import dev.rbdgate.scsi.log.Traffic;
import java.util.List;

/** COMPARE AND WRITE (SBC-4 5.3). Data-out holds what is expected, then what replaces it. */
record CompareAndWrite(BlockRange range, boolean forceUnitAccess) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                                    "COMPARE AND WRITE",
                                    "89 18 ff ff ff ff ff ff ff ff 00 00 00 ff 3f 00",
                                    Access.CHANGES,
                                    CompareAndWrite.class,
                                    cdb ->
                                            new CompareAndWrite(
                                                    new BlockRange(cdb.u64(2), cdb.u8(13), 13),
                                                    cdb.bit(1, 3)))
                            .offeredWhen(CompareAndWrite::isOffered));

    /** A unit that is not ready may turn out to offer it. */
    private static boolean isOffered(UnitContext unit) {
        return unit.device() == null || UnitLimits.compareAndWriteBlocks(unit) > 0;
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
        if (range.blocks() > UnitLimits.compareAndWriteBlocks(run.unit())) {
            throw range.tooLong();
        }
        int bytes = (int) range.byteCount(run);
        if (bytes == 0) {
            run.checkDataOut(0, range.lengthByte());
            run.good(0);
            return;
        }
        run.receiveExactly(
                2 * bytes,
                range.lengthByte(),
                dataOut ->
                        run.compareAndWrite(
                                range.byteOffset(run),
                                Execution.buffers(dataOut, dataOut.readerIndex(), bytes),
                                Execution.buffers(dataOut, dataOut.readerIndex() + bytes, bytes),
                                bytes,
                                run.durability(forceUnitAccess),
                                outcome -> run.end(outcome, range.lba(), 2L * bytes)));
    }
}
