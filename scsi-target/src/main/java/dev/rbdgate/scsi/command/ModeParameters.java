package dev.rbdgate.scsi.command;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.context.UnitContext;
import java.nio.ByteBuffer;

/** The mode parameter list: header, block descriptor, pages (SPC-5 7.5.4 to 7.5.6). */
final class ModeParameters {

    static final int HEADER_6_BYTES = 4;
    static final int HEADER_10_BYTES = 8;
    static final int SHORT_DESCRIPTOR_BYTES = 8;
    static final int LONG_DESCRIPTOR_BYTES = 16;
    static final int LONG_LBA = 0x01;

    /** NUMBER OF LOGICAL BLOCKS when there are more than four bytes can hold. */
    static final long MORE_BLOCKS = 0xffff_ffffL;

    private ModeParameters() {}

    static byte[] assemble(
            boolean ten, boolean longLba, int specific, byte[] descriptor, byte[] pages) {
        int header = ten ? HEADER_10_BYTES : HEADER_6_BYTES;
        ByteBuffer out = ByteBuffer.allocate(header + descriptor.length + pages.length);
        if (ten) {
            out.putShort((short) (out.capacity() - 2));
            out.put((byte) 0).put((byte) specific);
            out.put((byte) (longLba && descriptor.length > 0 ? LONG_LBA : 0)).put((byte) 0);
            out.putShort((short) descriptor.length);
        } else {
            out.put((byte) (out.capacity() - 1));
            out.put((byte) 0).put((byte) specific);
            out.put((byte) descriptor.length);
        }
        return out.put(descriptor).put(pages).array();
    }

    /** Capacity and block length (SBC-4 6.5.2); no blocks while the unit is not ready. */
    static byte[] blockDescriptor(UnitContext unit, boolean longLba) {
        BlockDevice device = unit.device();
        int blockBytes = unit.blockBytes();
        long blocks = device == null ? 0 : BlockRange.capacityBlocks(device, blockBytes);
        return longLba
                ? ByteBuffer.allocate(LONG_DESCRIPTOR_BYTES)
                        .putLong(blocks)
                        .putInt(0)
                        .putInt(blockBytes)
                        .array()
                : ByteBuffer.allocate(SHORT_DESCRIPTOR_BYTES)
                        .putInt((int) Math.min(blocks, MORE_BLOCKS))
                        .putInt(blockBytes)
                        .array();
    }
}
