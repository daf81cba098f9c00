package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;

/**
 * A block device to block device segment descriptor (SPC-5 6.6.6.4), the only type that is taken.
 *
 * @param number of the descriptor in its list, from 0
 * @param destinationCounts DC: blocks are those of the destination, not of the source
 */
record SegmentDescriptor(
        int number,
        boolean destinationCounts,
        int sourceIndex,
        int destinationIndex,
        int blocks,
        long sourceLba,
        long destinationLba) {

    static final int BYTES = 28;
    static final int BLOCK_TO_BLOCK = 0x02;

    static final int SOURCE_INDEX_OFFSET = 4;
    static final int DESTINATION_INDEX_OFFSET = 6;
    static final int BLOCKS_OFFSET = 10;
    static final int SOURCE_LBA_OFFSET = 12;
    static final int DESTINATION_LBA_OFFSET = 20;
    private static final int LENGTH_OFFSET = 2;
    private static final int HEADER_BYTES = 4;
    private static final int DC = 0x02;

    /**
     * @throws Refusal 05/26/09 for another type, 05/26/00 for a length that is not this type's
     */
    static SegmentDescriptor parse(ByteBuffer list, int offset, int number) {
        int type = list.get(offset) & 0xff;
        if (type != BLOCK_TO_BLOCK) {
            throw CopyRefusals.illegal(
                    AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE,
                    offset,
                    "segment descriptor of type %02xh".formatted(type));
        }
        int length = Short.toUnsignedInt(list.getShort(offset + LENGTH_OFFSET));
        if (length != BYTES - HEADER_BYTES) {
            throw Refusal.invalidFieldInParameterList(
                    offset + LENGTH_OFFSET, -1, "segment descriptor of " + length + " bytes");
        }
        return new SegmentDescriptor(
                number,
                (list.get(offset + 1) & DC) != 0,
                Short.toUnsignedInt(list.getShort(offset + SOURCE_INDEX_OFFSET)),
                Short.toUnsignedInt(list.getShort(offset + DESTINATION_INDEX_OFFSET)),
                Short.toUnsignedInt(list.getShort(offset + BLOCKS_OFFSET)),
                list.getLong(offset + SOURCE_LBA_OFFSET),
                list.getLong(offset + DESTINATION_LBA_OFFSET));
    }
}
