package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Writes a target's PDUs to a connection. Headers, padding and digests of successive PDUs share one
 * block, and each data segment goes out as it is, so that a flush hands the socket few buffers and
 * no copies.
 *
 * <p>Used by the event loop of one connection only.
 */
public final class PduWriter {

    private static final int BLOCK_BYTES = 16 << 10;

    /** Sense data, text and the like: copied into the block, which is cheaper than a buffer. */
    private static final int MAX_COPIED_BYTES = 1 << 10;

    /** The longest run of bytes that is written to the block at once. */
    private static final int MAX_RUN_BYTES =
            Bhs.LENGTH + MAX_COPIED_BYTES + Bhs.WORD + 2 * Crc32cDigest.LENGTH;

    /** So much waits for the end of a batch; more goes out at once, and the peer starts on it. */
    private static final int MAX_UNFLUSHED_BYTES = 256 << 10;

    private final Channel channel;
    private final ByteBufAllocator allocator;
    private final Crc32cDigest crc = new Crc32cDigest();
    private boolean headerDigest;
    private boolean dataDigest;
    private boolean closed;

    /** Its readable bytes are not yet written to the channel. */
    private @Nullable ByteBuf block;

    private int unflushedBytes;

    public PduWriter(Channel channel, ByteBufAllocator allocator) {
        this.channel = channel;
        this.allocator = allocator;
    }

    /** Changes the rules from the next PDU on. */
    public void configure(boolean headerDigest, boolean dataDigest) {
        this.headerDigest = headerDigest;
        this.dataDigest = dataDigest;
    }

    /** Queues a PDU until {@link #flush}; takes ownership of its data segment. */
    public void write(TargetPdu pdu) {
        ByteBuf data = pdu.data();
        if (closed) {
            data.release();
            return;
        }
        ByteBuf out = room();
        int at = out.writerIndex();
        pdu.encodeHeader(out);
        if (headerDigest) {
            out.writeInt(crc.of(out, at, out.writerIndex() - at));
        }
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
        } else {
            int digest = dataDigest ? crc.ofPadded(data) : 0;
            if (length <= MAX_COPIED_BYTES && !data.isDirect()) {
                out.writeBytes(data, data.readerIndex(), length);
                data.release();
            } else {
                writeBlock(out);
                var _ = channel.write(data, channel.voidPromise());
                unflushedBytes += length;
            }
            out.writeZero(Bhs.padded(length) - length);
            if (dataDigest) {
                out.writeInt(digest);
            }
        }
        if (unflushedBytes >= MAX_UNFLUSHED_BYTES) {
            flush();
        }
    }

    /** Sends what was queued. */
    public void flush() {
        ByteBuf out = block;
        if (closed || out == null) {
            return;
        }
        writeBlock(out);
        if (unflushedBytes > 0) {
            unflushedBytes = 0;
            channel.flush();
        }
    }

    /** Gives back the block when nothing is in it; for connections that are idle. */
    public void trim() {
        if (block != null && !block.isReadable()) {
            block.release();
            block = null;
        }
    }

    /** Drops what was not flushed; later PDUs are dropped as well. */
    public void close() {
        closed = true;
        if (block != null) {
            block.release();
            block = null;
        }
    }

    private ByteBuf room() {
        if (block == null) {
            block = allocator.directBuffer(BLOCK_BYTES, BLOCK_BYTES);
        } else if (!block.isReadable() && block.refCnt() == 1) {
            block.clear();
        } else if (block.writableBytes() < MAX_RUN_BYTES) {
            writeBlock(block);
            block.release();
            block = allocator.directBuffer(BLOCK_BYTES, BLOCK_BYTES);
        }
        return block;
    }

    private void writeBlock(ByteBuf out) {
        int length = out.readableBytes();
        if (length > 0) {
            var _ = channel.write(out.readRetainedSlice(length), channel.voidPromise());
            unflushedBytes += length;
        }
    }
}
