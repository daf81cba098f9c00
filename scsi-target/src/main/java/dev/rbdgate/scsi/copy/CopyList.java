package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameter list of EXTENDED COPY, in either format (SPC-5 6.5, 6.6). Priority and the order of
 * segments are not asked about: segments are copied one after the other.
 *
 * @param listId unsigned; one byte in the LID1 format
 * @param identified false if the copy shall have no list identifier (LIST ID USAGE 11b)
 * @param immediate IMMED: the command ends when the copy starts
 */
public record CopyList(
        long listId,
        boolean identified,
        boolean immediate,
        List<CscdDescriptor> cscds,
        List<SegmentDescriptor> segments) {

    public static final int LID1_HEADER_BYTES = 16;
    public static final int LID4_HEADER_BYTES = 48;

    private static final int USAGE_RESERVED = 0b01;
    private static final int USAGE_NONE = 0b11;

    private static final int LID4_FORMAT = 0x01;
    private static final int HEADER_CSCD_BYTES = 0x20;
    private static final int HEADER_CSCD_TYPE = 0xff;
    private static final int LID4_FLAGS_OFFSET = 15;
    private static final int IMMED = 0x01;
    private static final int G_SENSE = 0x02;

    /** Where a list header has what. */
    private record Lengths(
            int headerBytes, long cscds, long segments, long inline, int segmentsOffset) {}

    /** The format of EXTENDED COPY(LID1). */
    public static CopyList lid1(ByteBuffer list) {
        require(list, LID1_HEADER_BYTES);
        boolean identified = identified(list, 1);
        int listId = list.get(0) & 0xff;
        if (!identified && listId != 0) {
            throw Refusal.invalidFieldInParameterList(0, -1, "a list identifier without its use");
        }
        return body(
                list,
                listId,
                identified,
                false,
                new Lengths(
                        LID1_HEADER_BYTES,
                        Short.toUnsignedInt(list.getShort(2)),
                        Integer.toUnsignedLong(list.getInt(8)),
                        Integer.toUnsignedLong(list.getInt(12)),
                        8));
    }

    /** The format of EXTENDED COPY(LID4). */
    public static CopyList lid4(ByteBuffer list) {
        require(list, LID4_HEADER_BYTES);
        if (list.get(0) != LID4_FORMAT) {
            throw Refusal.invalidFieldInParameterList(0, -1, "parameter list format");
        }
        boolean identified = identified(list, 1);
        if (list.getShort(2) != HEADER_CSCD_BYTES) {
            throw Refusal.invalidFieldInParameterList(2, -1, "header CSCD descriptor length");
        }
        int flags = list.get(LID4_FLAGS_OFFSET);
        if ((flags & G_SENSE) != 0) {
            throw Refusal.invalidFieldInParameterList(
                    LID4_FLAGS_OFFSET, 1, "sense data with GOOD status");
        }
        boolean immediate = (flags & IMMED) != 0;
        if (immediate && !identified) {
            throw Refusal.invalidFieldInParameterList(
                    LID4_FLAGS_OFFSET, 0, "IMMED without a list identifier");
        }
        if ((list.get(16) & 0xff) != HEADER_CSCD_TYPE) {
            throw Refusal.invalidFieldInParameterList(16, -1, "header CSCD descriptor type");
        }
        long listId = Integer.toUnsignedLong(list.getInt(20));
        if (!identified && listId != 0) {
            throw Refusal.invalidFieldInParameterList(20, -1, "a list identifier without its use");
        }
        return body(
                list,
                listId,
                identified,
                immediate,
                new Lengths(
                        LID4_HEADER_BYTES,
                        Short.toUnsignedInt(list.getShort(42)),
                        Short.toUnsignedInt(list.getShort(44)),
                        Short.toUnsignedInt(list.getShort(46)),
                        44));
    }

    private static void require(ByteBuffer list, long bytes) {
        if (list.remaining() < bytes) {
            throw Refusal.parameterListLength(
                    "%d bytes of parameter list instead of %d".formatted(list.remaining(), bytes));
        }
    }

    private static boolean identified(ByteBuffer list, int offset) {
        int usage = list.get(offset) >> 3 & 0x3;
        if (usage == USAGE_RESERVED) {
            throw Refusal.invalidFieldInParameterList(offset, 4, "list id usage");
        }
        return usage != USAGE_NONE;
    }

    private static CopyList body(
            ByteBuffer list, long listId, boolean identified, boolean immediate, Lengths lengths) {
        if (lengths.cscds() + lengths.segments() > CopyLimits.MAX_DESCRIPTOR_LIST_BYTES) {
            throw Refusal.parameterListLength(
                    "%d bytes of descriptors".formatted(lengths.cscds() + lengths.segments()));
        }
        if (lengths.cscds() > CopyLimits.MAX_CSCD_DESCRIPTORS * CscdDescriptor.BYTES) {
            throw Refusal.illegal(
                    AdditionalSense.TOO_MANY_CSCD_DESCRIPTORS,
                    lengths.cscds() + " bytes of CSCD descriptors");
        }
        if (lengths.segments() > CopyLimits.MAX_SEGMENT_DESCRIPTORS * SegmentDescriptor.BYTES) {
            throw Refusal.illegal(
                    AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS,
                    lengths.segments() + " bytes of segment descriptors");
        }
        if (lengths.inline() > 0) {
            throw Refusal.illegal(
                    AdditionalSense.INLINE_DATA_LENGTH_EXCEEDED,
                    lengths.inline() + " bytes of inline data");
        }
        if (lengths.cscds() % CscdDescriptor.BYTES != 0) {
            throw Refusal.invalidFieldInParameterList(
                    lengths.headerBytes() == LID1_HEADER_BYTES ? 2 : 42,
                    -1,
                    "a part of a CSCD descriptor");
        }
        require(list, lengths.headerBytes() + lengths.cscds() + lengths.segments());
        int segmentsStart = lengths.headerBytes() + (int) lengths.cscds();
        List<CscdDescriptor> cscds = new ArrayList<>();
        for (int at = lengths.headerBytes(); at < segmentsStart; at += CscdDescriptor.BYTES) {
            cscds.add(CscdDescriptor.parse(list, at));
        }
        return new CopyList(
                listId,
                identified,
                immediate,
                List.copyOf(cscds),
                segments(list, segmentsStart, lengths));
    }

    /** The type comes before the length: other types have other lengths, and are not taken. */
    private static List<SegmentDescriptor> segments(ByteBuffer list, int start, Lengths lengths) {
        int end = start + (int) lengths.segments();
        List<SegmentDescriptor> segments = new ArrayList<>();
        for (int at = start; at < end; at += SegmentDescriptor.BYTES) {
            int left = end - at;
            if (left < SegmentDescriptor.BYTES
                    && (list.get(at) & 0xff) == SegmentDescriptor.BLOCK_TO_BLOCK) {
                throw Refusal.invalidFieldInParameterList(
                        lengths.segmentsOffset(), -1, "a part of a segment descriptor");
            }
            segments.add(SegmentDescriptor.parse(list, at, segments.size()));
        }
        return List.copyOf(segments);
    }
}
