package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Sense;
import java.util.ArrayList;
import java.util.List;

/** One segment of an EXTENDED COPY. What is wrong with it is a COPY ABORTED that names it. */
record SegmentStep(SegmentDescriptor segment, CopyList list, CopyDomain domain)
        implements CopyJob.Step {

    /** The CSCD descriptor ID of the unit that received the command (SPC-5 table 103). */
    static final int SELF = 0xffff;

    private static final int DIRECT_ACCESS = 0x00;

    /**
     * @throws Refusal 05/26/00 for a descriptor whose block length is not its unit's
     */
    static List<SegmentStep> all(CopyList list, CopyDomain domain) {
        for (CscdDescriptor cscd : list.cscds()) {
            CopyUnit unit = domain.find(cscd.designation());
            if (unit != null && cscd.blockBytes() != 0 && cscd.blockBytes() != unit.blockBytes()) {
                throw Refusal.invalidFieldInParameterList(
                        cscd.offset() + CscdDescriptor.BLOCK_LENGTH_OFFSET,
                        -1,
                        "blocks of %d bytes instead of %d"
                                .formatted(cscd.blockBytes(), unit.blockBytes()));
            }
        }
        List<SegmentStep> steps = new ArrayList<>();
        for (SegmentDescriptor segment : list.segments()) {
            steps.add(new SegmentStep(segment, list, domain));
        }
        return steps;
    }

    @Override
    public Transfer plan() {
        CopyUnit source = resolve(segment.sourceIndex(), SegmentDescriptor.SOURCE_INDEX_OFFSET);
        CopyUnit destination =
                resolve(segment.destinationIndex(), SegmentDescriptor.DESTINATION_INDEX_OFFSET);
        long bytes =
                (long) segment.blocks()
                        * (segment.destinationCounts() ? destination : source).blockBytes();
        if (bytes > CopyLimits.MAX_SEGMENT_BYTES) {
            throw aborted(
                    AdditionalSense.NONE,
                    SegmentDescriptor.BLOCKS_OFFSET,
                    bytes + " bytes are more than a segment may have");
        }
        if (bytes % source.blockBytes() != 0 || bytes % destination.blockBytes() != 0) {
            throw aborted(
                    AdditionalSense.UNEXPECTED_INEXACT_SEGMENT,
                    SegmentDescriptor.BLOCKS_OFFSET,
                    bytes + " bytes are no whole blocks");
        }
        checkInside(source, segment.sourceLba(), bytes, SegmentDescriptor.SOURCE_LBA_OFFSET);
        checkInside(
                destination,
                segment.destinationLba(),
                bytes,
                SegmentDescriptor.DESTINATION_LBA_OFFSET);
        return new Transfer(
                source,
                segment.sourceLba() * source.blockBytes(),
                destination,
                segment.destinationLba() * destination.blockBytes(),
                bytes,
                null);
    }

    @Override
    public Refusal failure(Refusal cause) {
        return failed(cause);
    }

    private Refusal failed(Refusal cause) {
        Sense sense = cause.sense();
        return CopyRefusals.aborted(
                AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
                segment.number(),
                "%s (%s%s)"
                        .formatted(
                                cause.getMessage(),
                                cause.status(),
                                sense == null
                                        ? ""
                                        : " %x/%04x".formatted(sense.key(), sense.asc())));
    }

    private CopyUnit resolve(int index, int fieldOffset) {
        if (index == SELF) {
            return domain.self();
        }
        if (index >= list.cscds().size()) {
            throw aborted(
                    AdditionalSense.UNREACHABLE_COPY_TARGET,
                    fieldOffset,
                    "no CSCD descriptor " + index);
        }
        CscdDescriptor cscd = list.cscds().get(index);
        CopyUnit unit = domain.find(cscd.designation());
        if (unit == null) {
            throw aborted(
                    AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE,
                    fieldOffset,
                    "nothing here is " + cscd.designation());
        }
        if (cscd.deviceType() != DIRECT_ACCESS) {
            throw aborted(
                    AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE,
                    fieldOffset,
                    "device type %02xh".formatted(cscd.deviceType()));
        }
        return unit;
    }

    private void checkInside(CopyUnit unit, long lba, long bytes, int fieldOffset) {
        long capacity;
        try {
            capacity = unit.capacityBlocks();
        } catch (Refusal notReady) {
            throw failed(notReady);
        }
        long blocks = bytes / unit.blockBytes();
        if (Long.compareUnsigned(lba, capacity) > 0 || blocks > capacity - lba) {
            throw aborted(
                    AdditionalSense.NONE,
                    fieldOffset,
                    "%d blocks at %s of %d"
                            .formatted(blocks, Long.toUnsignedString(lba), capacity));
        }
    }

    private Refusal aborted(int additionalSense, int fieldOffset, String detail) {
        return CopyRefusals.aborted(additionalSense, segment.number(), fieldOffset, detail);
    }
}
