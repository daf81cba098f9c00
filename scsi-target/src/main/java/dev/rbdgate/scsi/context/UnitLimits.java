package dev.rbdgate.scsi.context;

import dev.rbdgate.block.BlockDevice;

/** The sizes a unit accepts, as the block limits page tells them (SBC-4 6.6.4). */
public final class UnitLimits {

    /**
     * Longest data transfer of one command. Linux asks for at most its max_sectors_kb (1280 KiB by
     * default), QEMU and libiscsi split at this figure, and one READ(6) may need 1 MiB.
     */
    public static final int MAX_TRANSFER_BYTES = 16 << 20;

    /** Most bytes one UNMAP gives back: a longer one would hold up an abort. */
    public static final long MAX_UNMAP_BYTES = 1L << 30;

    public static final int MAX_UNMAP_DESCRIPTORS = 256;

    /** Longest WRITE SAME. */
    public static final long MAX_WRITE_SAME_BYTES = 256L << 20;

    /** What READ CAPACITY(16) tells as the physical block. */
    public static final int PHYSICAL_BLOCK_BYTES = 4096;

    /** The length of COMPARE AND WRITE has one byte. */
    private static final int MAX_COMPARE_AND_WRITE_BLOCKS = 255;

    private UnitLimits() {}

    /** Longest COMPARE AND WRITE in blocks; 0 where the device has none. */
    public static int compareAndWriteBlocks(UnitContext unit) {
        BlockDevice device = unit.device();
        return device == null
                ? 0
                : Math.min(
                        device.traits().compareAndWriteBytes() / unit.blockBytes(),
                        MAX_COMPARE_AND_WRITE_BLOCKS);
    }
}
