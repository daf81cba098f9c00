package dev.rbdgate.scsi.vpd;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.context.UnitLimits;
import java.nio.ByteBuffer;

/** Block limits (SBC-4 6.6.4). */
final class BlockLimits implements VpdPage {

    private static final int CONTENT_BYTES = 0x3c;

    /** WSNZ 0: no NUMBER OF LOGICAL BLOCKS in WRITE SAME means all to the end of the medium. */
    private static final int WSNZ = 0x00;

    private static final int UGAVALID = 0x80000000;

    /**
     * Largest unmap granularity that is told: ESXi unmaps by itself only where it is under 1 MiB.
     */
    private static final int MAX_GRANULARITY_BYTES = 512 << 10;

    @Override
    public int code() {
        return 0xb0;
    }

    @Override
    public byte[] content(UnitContext unit) {
        int blockBytes = unit.blockBytes();
        BlockDevice device = unit.device();
        byte[] content = new byte[CONTENT_BYTES];
        ByteBuffer out = ByteBuffer.wrap(content);
        out.put((byte) WSNZ);
        out.put((byte) UnitLimits.compareAndWriteBlocks(unit));
        out.putShort((short) (UnitLimits.GRANULARITY_BYTES / blockBytes));
        out.putInt(UnitLimits.MAX_TRANSFER_BYTES / blockBytes);
        out.putInt(device == null ? 0 : optimalTransferBytes(device) / blockBytes);
        out.putInt(UnitLimits.MAX_TRANSFER_BYTES / blockBytes); // prefetch
        boolean thin = unit.thinProvisioned();
        out.putInt(thin ? (int) (UnitLimits.MAX_UNMAP_BYTES / blockBytes) : 0);
        out.putInt(thin ? UnitLimits.MAX_UNMAP_DESCRIPTORS : 0);
        out.putInt(thin && device != null ? granularityBytes(device) / blockBytes : 0);
        out.putInt(thin ? UGAVALID : 0); // aligned to zero
        out.putLong(UnitLimits.MAX_WRITE_SAME_BYTES / blockBytes);
        int atomicBlocks = UnitLimits.atomicWriteBlocks(unit);
        out.putInt(atomicBlocks); // longest transfer, without atomic boundary
        out.putInt(atomicBlocks); // alignment
        out.putInt(atomicBlocks); // granularity
        return content;
    }

    /** In whole units of the granularity, as Linux demands before it believes the figure. */
    private static int optimalTransferBytes(BlockDevice device) {
        int bytes = Math.min(device.traits().optimalTransferBytes(), UnitLimits.MAX_TRANSFER_BYTES);
        return bytes - bytes % UnitLimits.GRANULARITY_BYTES;
    }

    private static int granularityBytes(BlockDevice device) {
        return Math.clamp(
                device.traits().unmapGranularityBytes(),
                UnitLimits.GRANULARITY_BYTES,
                MAX_GRANULARITY_BYTES);
    }
}
