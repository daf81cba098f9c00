package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream of an initiator into PDUs and passes each on as an {@link InitiatorPdu}.
 *
 * <p>Payload is not copied. The transport reads straight into a block, one after the other until it
 * is full, and data segments are slices of it. When a data segment does not fit into what is left
 * of the block, the rest of it is read into a buffer of exactly its size.
 *
 * <pre>
 *   reading into the block --segment does not fit--> reading its rest --complete--> the block
 *            |                                             |
 *            +---- oversized PDU, bad digest --> discarding (until the connection is closed)
 * </pre>
 *
 * Used by the event loop of one connection only.
 */
public final class PduDecoder extends ChannelInboundHandlerAdapter {

    /** Room for some dozen small commands with their data in one system call. */
    static final int BLOCK_BYTES = 64 << 10;

    /** With less room than this a new block is taken rather than reading a few bytes. */
    private static final int MIN_ROOM_BYTES = 4 << 10;

    private final ByteBufAllocator allocator;
    private final Crc32cDigest crc = new Crc32cDigest();
    private int maxDataSegmentBytes;
    private int headerDigestBytes;
    private int dataDigestBytes;
    private boolean discarding;

    /** What was read and not yet passed on is readable; null before the first read. */
    private @Nullable ByteBuf block;

    /** Whether the block holds the header of a PDU whose data segment will fit into it. */
    private boolean waitingForSegment;

    private @Nullable PartialPdu partial;

    /** The part of the block or of the partial PDU that the transport is reading into. */
    private @Nullable ByteBuf lent;

    /**
     * @param allocator of direct, pooled buffers
     * @param maxDataSegmentBytes the MaxRecvDataSegmentLength in force
     */
    public PduDecoder(ByteBufAllocator allocator, int maxDataSegmentBytes) {
        this.allocator = allocator;
        this.maxDataSegmentBytes = maxDataSegmentBytes;
    }

    /** To be set as the channel's before its first read: where the transport reads to. */
    public RecvByteBufAllocator receiveBuffers() {
        return new ReceiveBuffers(this::lend);
    }

    /** Changes the rules from the next PDU on. */
    public void configure(int maxDataSegmentBytes, boolean headerDigest, boolean dataDigest) {
        this.maxDataSegmentBytes = maxDataSegmentBytes;
        this.headerDigestBytes = headerDigest ? Crc32cDigest.LENGTH : 0;
        this.dataDigestBytes = dataDigest ? Crc32cDigest.LENGTH : 0;
    }

    /** Gives back the block when nothing is in it; for connections that are idle. */
    public void trim() {
        if (block != null && lent == null && !block.isReadable()) {
            block.release();
            block = null;
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Only the very buffer that was lent is in place.
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (bytes == lent) {
                lent = null;
                accept(ctx, bytes.readableBytes());
            } else {
                copy(ctx, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        discard();
    }

    /** A slice to read into. The transport releases it, or passes it to {@link #channelRead}. */
    private ByteBuf lend() {
        ByteBuf destination = destination();
        lent =
                destination
                        .retainedSlice(destination.writerIndex(), destination.writableBytes())
                        .clear();
        return lent;
    }

    /** Takes bytes that came from elsewhere than our buffers, such as from a test. */
    private void copy(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (bytes.isReadable() && !discarding) {
            ByteBuf destination = destination();
            int length = Math.min(bytes.readableBytes(), destination.writableBytes());
            destination.setBytes(destination.writerIndex(), bytes, length);
            accept(ctx, length);
        }
    }

    private ByteBuf destination() {
        if (partial != null) {
            return partial.rest();
        }
        if (block == null) {
            block = newBlock();
        } else if (!block.isReadable() && block.refCnt() == 1) {
            block.clear();
        } else if (!waitingForSegment && block.writableBytes() < MIN_ROOM_BYTES) {
            // What is left in the old block is less than a header.
            ByteBuf next = newBlock().writeBytes(block);
            block.release();
            block = next;
        }
        return block;
    }

    private ByteBuf newBlock() {
        return allocator.directBuffer(BLOCK_BYTES, BLOCK_BYTES);
    }

    private void accept(ChannelHandlerContext ctx, int length) {
        if (discarding || length == 0) {
            return;
        }
        if (partial != null) {
            partial.rest().writerIndex(partial.rest().writerIndex() + length);
            if (!partial.rest().isWritable()) {
                PartialPdu complete = partial;
                partial = null;
                passOn(ctx, complete.header(), 0, complete.dataBytes(), complete.segment());
                complete.header().release();
            }
        } else if (block != null) {
            block.writerIndex(block.writerIndex() + length);
            while (!discarding && partial == null && passOnNext(ctx, block)) {
                // Each turn passes on one PDU.
            }
        }
    }

    /** Passes on the first PDU of {@code bytes} if it is complete; false if more has to come. */
    private boolean passOnNext(ChannelHandlerContext ctx, ByteBuf bytes) {
        waitingForSegment = false;
        if (bytes.readableBytes() < Bhs.LENGTH) {
            return false;
        }
        int at = bytes.readerIndex();
        int dataBytes = bytes.getUnsignedMedium(at + Bhs.DATA_SEGMENT_LENGTH);
        if (dataBytes > maxDataSegmentBytes) {
            String why = "data segment of " + dataBytes + " bytes, limit " + maxDataSegmentBytes;
            fail(ctx, RejectReason.INVALID_PDU_FIELD, RawHeader.copyOf(bytes, at), why);
            return false;
        }
        int headerBytes = Bhs.LENGTH + bytes.getUnsignedByte(at + Bhs.TOTAL_AHS_LENGTH) * Bhs.WORD;
        if (bytes.readableBytes() < headerBytes + headerDigestBytes) {
            return false;
        }
        if (headerDigestBytes != 0
                && crc.of(bytes, at, headerBytes) != bytes.getInt(at + headerBytes)) {
            // The lengths cannot be believed: the next PDU cannot be found (RFC 7143 7.8).
            fail(ctx, RejectReason.PROTOCOL_ERROR, RawHeader.copyOf(bytes, at), "header digest");
            return false;
        }
        int bodyAt = at + headerBytes + headerDigestBytes;
        int segmentBytes = dataBytes == 0 ? 0 : Bhs.padded(dataBytes) + dataDigestBytes;
        int missing = bodyAt + segmentBytes - bytes.writerIndex();
        if (missing > 0) {
            if (missing <= bytes.writableBytes()) {
                waitingForSegment = true;
                return false;
            }
            ByteBuf header = bytes.copy(at, headerBytes);
            bytes.readerIndex(bodyAt);
            ByteBuf start = bytes.readRetainedSlice(segmentBytes - missing);
            ByteBuf rest = allocator.directBuffer(missing, missing);
            partial = new PartialPdu(header, dataBytes, start, rest);
            return false;
        }
        bytes.readerIndex(bodyAt + segmentBytes);
        ByteBuf segment =
                segmentBytes == 0
                        ? Unpooled.EMPTY_BUFFER
                        : bytes.retainedSlice(bodyAt, segmentBytes);
        passOn(ctx, bytes, at, dataBytes, segment);
        return true;
    }

    /**
     * Checks the data digest and passes the PDU on.
     *
     * @param segment data, padding and digest; ownership is taken
     */
    private void passOn(
            ChannelHandlerContext ctx, ByteBuf header, int at, int dataBytes, ByteBuf segment) {
        int digestAt = Bhs.padded(dataBytes);
        if (dataBytes != 0
                && dataDigestBytes != 0
                && crc.of(segment, 0, digestAt) != segment.getInt(digestAt)) {
            segment.release();
            RawHeader copy = RawHeader.copyOf(header, at);
            fail(ctx, RejectReason.DATA_DIGEST_ERROR, copy, "data digest");
            return;
        }
        ByteBuf data = dataBytes == 0 ? segment : segment.writerIndex(dataBytes);
        ctx.fireChannelRead(InitiatorPdu.decode(header, at, data));
    }

    private void fail(
            ChannelHandlerContext ctx, RejectReason reason, RawHeader header, String why) {
        discard();
        ctx.fireChannelRead(BadPdu.fatal(reason, header, why));
    }

    /** From here on what comes is read, so that the peer gets our last words, and thrown away. */
    private void discard() {
        discarding = true;
        if (block != null) {
            block.release();
            block = null;
        }
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    /**
     * A PDU whose data segment did not fit into the block.
     *
     * @param header basic and additional header segments, copied
     * @param start what the block held of data, padding and digest
     * @param rest what is missing, of exactly that size
     */
    private record PartialPdu(ByteBuf header, int dataBytes, ByteBuf start, ByteBuf rest) {

        ByteBuf segment() {
            if (!start.isReadable()) {
                start.release();
                return rest;
            }
            CompositeByteBuf whole = rest.alloc().compositeDirectBuffer(2);
            return whole.addFlattenedComponents(true, start).addFlattenedComponents(true, rest);
        }

        void release() {
            header.release();
            start.release();
            rest.release();
        }
    }
}
