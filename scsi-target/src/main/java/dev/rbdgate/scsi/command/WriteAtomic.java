package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.context.UnitLimits;
import dev.rbdgate.scsi.log.Traffic;
import java.util.List;

/**
 * WRITE ATOMIC(16) (SBC-4 5.51): all blocks or none, also after an abort and power loss. Absent
 * where the device offers no atomic writes; an ATOMIC BOUNDARY is refused, as the block limits page
 * says.
 */
record WriteAtomic(BlockRange range, boolean forceUnitAccess) implements Command {

    private static final int LBA_BYTE = 2;
    private static final int LENGTH_BYTE = 12;

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                                    "WRITE ATOMIC(16)",
                                    "9c 18 ff ff ff ff ff ff ff ff 00 00 ff ff 3f 00",
                                    Access.CHANGES,
                                    WriteAtomic.class,
                                    cdb ->
                                            new WriteAtomic(
                                                    new BlockRange(
                                                            cdb.u64(LBA_BYTE),
                                                            cdb.u16(LENGTH_BYTE),
                                                            LENGTH_BYTE),
                                                    cdb.bit(1, 3)))
                            .offeredWhen(WriteAtomic::isOffered));

    /** A unit that is not ready may turn out to offer it. */
    private static boolean isOffered(UnitContext unit) {
        return unit.device() == null || UnitLimits.atomicWriteBlocks(unit) > 0;
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
        if (range.blocks() == 0) {
            run.checkDataOut(0, range.lengthByte());
            run.good(0);
            return;
        }
        int unitBlocks = UnitLimits.atomicWriteBlocks(run.unit());
        if (range.blocks() != unitBlocks) {
            throw range.tooLong();
        }
        if (Long.remainderUnsigned(range.lba(), unitBlocks) != 0) {
            throw Refusal.invalidFieldInCdb(
                    LBA_BYTE, -1, "atomic writes start at multiples of %d".formatted(unitBlocks));
        }
        int bytes = (int) range.byteCount(run);
        run.receiveExactly(
                bytes,
                range.lengthByte(),
                dataOut ->
                        run.atomicWrite(
                                range.byteOffset(run),
                                Execution.buffers(dataOut, dataOut.readerIndex(), bytes),
                                bytes,
                                run.durability(forceUnitAccess),
                                outcome -> run.end(outcome, range.lba(), bytes)));
    }
}
