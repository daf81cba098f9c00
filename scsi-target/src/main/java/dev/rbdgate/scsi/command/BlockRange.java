package dev.rbdgate.scsi.command;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitLimits;

/**
 * The logical blocks a CDB names.
 *
 * @param lba first block, unsigned 64 bits
 * @param blocks their number, at most 32 bits
 * @param lengthByte where the CDB has their number, for the field pointer
 */
record BlockRange(long lba, long blocks, int lengthByte) {

    /** A six-byte CDB: 21 bits of LBA; a length of 0 means 256 blocks (SBC-4 5.15). */
    static BlockRange ofCdb6(Cdb cdb) {
        int length = cdb.u8(4);
        return new BlockRange(cdb.u24(1) & 0x1fffff, length == 0 ? 256 : length, 4);
    }

    static BlockRange ofCdb10(Cdb cdb) {
        return new BlockRange(cdb.u32(2), cdb.u16(7), 7);
    }

    static BlockRange ofCdb12(Cdb cdb) {
        return new BlockRange(cdb.u32(2), cdb.u32(6), 6);
    }

    static BlockRange ofCdb16(Cdb cdb) {
        return new BlockRange(cdb.u64(2), cdb.u32(10), 10);
    }

    /**
     * Refuses a range that does not lie inside the device. One of no blocks may begin right at the
     * end, not behind it.
     */
    void checkInside(Execution run) {
        long capacity = capacityBlocks(run.device(), run.unit().blockBytes());
        if (Long.compareUnsigned(lba, capacity) > 0 || blocks > capacity - lba) {
            throw Refusal.lbaOutOfRange(lba);
        }
    }

    /** From its first block to the end of the medium, where its CDB has a length of 0. */
    BlockRange toTheEndIfEmpty(Execution run) {
        if (blocks != 0) {
            return this;
        }
        long capacity = capacityBlocks(run.device(), run.unit().blockBytes());
        if (Long.compareUnsigned(lba, capacity) >= 0) {
            throw Refusal.lbaOutOfRange(lba);
        }
        return new BlockRange(lba, capacity - lba, lengthByte);
    }

    /** Refuses more blocks than one transfer may have (MAXIMUM TRANSFER LENGTH, SBC-4 6.6.4). */
    void checkTransferLength(Execution run) {
        if (blocks > UnitLimits.MAX_TRANSFER_BYTES / run.unit().blockBytes()) {
            throw tooLong();
        }
    }

    /** 05/24/00 for the length. */
    Refusal tooLong() {
        return Refusal.invalidFieldInCdb(
                lengthByte, -1, blocks + " blocks are not what the block limits page allows");
    }

    /** First byte; only for a range that lies inside the device. */
    long byteOffset(Execution run) {
        return lba * run.unit().blockBytes();
    }

    /** Number of bytes. */
    long byteCount(Execution run) {
        return blocks * run.unit().blockBytes();
    }

    /** A device's capacity; a part of a block at its end is left out. */
    static long capacityBlocks(BlockDevice device, int blockBytes) {
        return device.sizeBytes() / blockBytes;
    }
}
