package dev.rbdgate.rbd.local.checksum;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Computes checksums of the content of buffers, block after block. */
final class BlockReader {

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BlockSums.BLOCK_BYTES);
    private static final int SUM_OF_ZEROS = crcOfZeros();

    private final List<ByteBuffer> buffers;
    private final CRC32C crc = new CRC32C();
    private int index;
    private ByteBuffer current = ZEROS.duplicate().limit(0);

    BlockReader(List<ByteBuffer> buffers) {
        this.buffers = buffers;
    }

    private static int crcOfZeros() {
        CRC32C crc = new CRC32C();
        crc.update(ZEROS.duplicate());
        return (int) crc.getValue();
    }

    /** The sum of one block in a buffer. */
    static int sum(ByteBuffer block) {
        return new BlockReader(List.of(block)).next(block.remaining());
    }

    void skip(long bytes) {
        for (long left = bytes; left > 0; ) {
            int part = advance(left);
            current.position(current.position() + part);
            left -= part;
        }
    }

    /** The sum of a block that begins with the next bytes, and is zero behind them. */
    int next(int bytes) {
        crc.reset();
        for (int left = bytes; left > 0; ) {
            int part = advance(left);
            int limit = current.limit();
            crc.update(current.limit(current.position() + part));
            current.limit(limit);
            left -= part;
        }
        if (bytes < BlockSums.BLOCK_BYTES) {
            crc.update(ZEROS.duplicate().position(bytes));
        }
        return (int) crc.getValue() ^ SUM_OF_ZEROS;
    }

    /** How much of what is wanted the current buffer has, which is not nothing. */
    private int advance(long wanted) {
        while (!current.hasRemaining()) {
            current = buffers.get(index++).duplicate();
        }
        return (int) Math.min(wanted, current.remaining());
    }
}
