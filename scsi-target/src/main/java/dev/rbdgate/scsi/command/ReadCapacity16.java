package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** READ CAPACITY(16) (SBC-4 5.21). */
record ReadCapacity16(long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "READ CAPACITY(16)",
                            "9e 10 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
                            Access.READS,
                            ReadCapacity16.class,
                            cdb -> new ReadCapacity16(cdb.u32(10))));

    private static final int DATA_BYTES = 32;

    /** LBPME and LBPRZ: thin provisioned, and unmapped blocks read as zero. */
    private static final int THIN_READS_ZERO = 0xc0;

    @Override
    public void execute(Execution run) {
        int blockBytes = run.unit().blockBytes();
        byte[] data =
                ByteBuffer.allocate(DATA_BYTES)
                        .putLong(lastLba(run, blockBytes))
                        .putInt(blockBytes)
                        .put((byte) 0)
                        .put((byte) physicalBlockExponent(blockBytes))
                        .put((byte) (run.unit().thinProvisioned() ? THIN_READS_ZERO : 0))
                        .array();
        run.good(data, allocationLength);
    }

    /** LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT. */
    private static int physicalBlockExponent(int blockBytes) {
        return Integer.numberOfTrailingZeros(UnitLimits.GRANULARITY_BYTES / blockBytes);
    }

    /** The last LBA; an image of no blocks is a medium that is not there. */
    static long lastLba(Execution run, int blockBytes) {
        long blocks = BlockRange.capacityBlocks(run.device(), blockBytes);
        if (blocks == 0) {
            throw Refusal.mediumNotPresent();
        }
        return blocks - 1;
    }
}
