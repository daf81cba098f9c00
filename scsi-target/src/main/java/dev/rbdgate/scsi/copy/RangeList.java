package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The block device range descriptors at the end of a parameter list (SBC-4 5.13.3): inside the
 * unit, without a block in common.
 */
final class RangeList {

    private static final int DESCRIPTOR_BYTES = 16;
    private static final int DATA_LENGTH_BYTES = 2;
    private static final int BLOCKS_OFFSET = 8;

    private record Descriptor(int offset, ByteRange range) {}

    private RangeList() {}

    /**
     * @param list the whole parameter list
     * @param lengthOffset where it says how long the descriptors are, which follow at once
     * @throws Refusal 05/1A/00, 05/26/xx or 05/21/00
     */
    static List<ByteRange> parse(ByteBuffer list, int lengthOffset, CopyUnit unit) {
        int start = lengthOffset + Short.BYTES;
        if (list.remaining() < start) {
            throw Refusal.parameterListLength(
                    "%d bytes of parameter list instead of %d".formatted(list.remaining(), start));
        }
        int dataLength = Short.toUnsignedInt(list.getShort(0));
        int length = Short.toUnsignedInt(list.getShort(lengthOffset));
        int count = length / DESCRIPTOR_BYTES;
        if (dataLength < start - DATA_LENGTH_BYTES + DESCRIPTOR_BYTES) {
            throw Refusal.invalidFieldInParameterList(0, -1, "data length " + dataLength);
        }
        if (count == 0 || dataLength < start - DATA_LENGTH_BYTES + length) {
            throw Refusal.invalidFieldInParameterList(
                    lengthOffset, -1, "descriptor list length " + length);
        }
        if (count > CopyLimits.MAX_RANGES) {
            throw CopyRefusals.illegal(
                    AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS, lengthOffset, count + " ranges");
        }
        if (list.remaining() < start + count * DESCRIPTOR_BYTES) {
            throw Refusal.parameterListLength(count + " ranges are not all there");
        }
        List<Descriptor> descriptors = new ArrayList<>();
        long capacity = unit.capacityBlocks();
        long bytes = 0;
        for (int at = start; at < start + count * DESCRIPTOR_BYTES; at += DESCRIPTOR_BYTES) {
            long lba = list.getLong(at);
            long blocks = Integer.toUnsignedLong(list.getInt(at + BLOCKS_OFFSET));
            if (Long.compareUnsigned(lba, capacity) > 0 || blocks > capacity - lba) {
                throw Refusal.lbaOutOfRange(lba);
            }
            bytes += blocks * unit.blockBytes();
            if (bytes > CopyLimits.MAX_TOKEN_BYTES) {
                throw Refusal.invalidFieldInParameterList(
                        at + BLOCKS_OFFSET, -1, "more than a token may stand for");
            }
            if (blocks > 0) {
                descriptors.add(
                        new Descriptor(
                                at,
                                new ByteRange(
                                        lba * unit.blockBytes(), blocks * unit.blockBytes())));
            }
        }
        checkDisjoint(descriptors);
        return descriptors.stream().map(Descriptor::range).toList();
    }

    private static void checkDisjoint(List<Descriptor> descriptors) {
        List<Descriptor> sorted = new ArrayList<>(descriptors);
        sorted.sort(Comparator.comparingLong(each -> each.range().byteOffset()));
        for (int i = 1; i < sorted.size(); i++) {
            Descriptor descriptor = sorted.get(i);
            ByteRange before = sorted.get(i - 1).range();
            if (before.overlaps(descriptor.range().byteOffset(), descriptor.range().byteCount())) {
                throw Refusal.invalidFieldInParameterList(
                        descriptor.offset(), -1, "ranges have blocks in common");
            }
        }
    }
}
