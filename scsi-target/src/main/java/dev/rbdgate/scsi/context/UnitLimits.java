package dev.rbdgate.scsi.context;

import dev.rbdgate.block.BlockDevice;

/** The sizes a unit accepts, as the block limits page tells them (SBC-4 6.6.4). */
public final class UnitLimits {

    /**
     * Longest data transfer of one command: whatever a ten-byte CDB can name in blocks of 512
     * bytes. Linux asks for 1280 KiB by default and up to 16 MiB when it is told to.
     */
    public static final int MAX_TRANSFER_BYTES = 32 << 20;

    /** Most bytes one UNMAP gives back: a longer one would hold up an abort. */
    public static final long MAX_UNMAP_BYTES = 512L << 20;

    public static final int MAX_UNMAP_DESCRIPTORS = 256;

    /** Longest WRITE SAME. */
    public static final long MAX_WRITE_SAME_BYTES = 128L << 20;

    /**
     * The physical block: what file systems and OSDs write without reading first. READ CAPACITY(16)
     * and the optimal transfer length granularity tell it.
     */
    public static final int GRANULARITY_BYTES = 4096;

    /** The length of COMPARE AND WRITE has one byte. */
    private static final int MAX_COMPARE_AND_WRITE_BLOCKS = 255;

    /**
     * The one length, and alignment, of atomic writes where devices offer longer ones: a page of
     * the databases that ask for them. A device's atomic writes must not cross its units, which the
     * block limits page can say only if every atomic write has one aligned length.
     */
    private static final int ATOMIC_WRITE_BYTES = 16 << 10;

    private UnitLimits() {}

    /**
     * Length and alignment of atomic writes in blocks: each has this length, at a multiple of it. 0
     * where the device has none.
     */
    public static int atomicWriteBlocks(UnitContext unit) {
        BlockDevice device = unit.device();
        return device == null
                ? 0
                : Math.min(device.traits().atomicWriteBytes(), ATOMIC_WRITE_BYTES)
                        / unit.blockBytes();
    }

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
