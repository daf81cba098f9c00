package dev.rbdgate.cli.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A raw disk as rbd's stream of differences, version 1 (doc/dev/rbd-diff.rst), to an image that is
 * empty: what is zero is left out, so that a thin disk stays thin and travels fast.
 */
final class DataStream extends InputStream {

    private static final byte[] HEADER = "rbd diff v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte SIZE = 's';
    private static final byte DATA = 'w';
    private static final byte END = 'e';

    /** Zeroes are found in pieces of this size: that of an object. */
    private static final int PIECE_BYTES = 4 << 20;

    private static final byte[] ZEROES = new byte[PIECE_BYTES];

    private final InputStream disk;
    private long at;
    private boolean ended;
    private InputStream now;

    /**
     * @param sizeBytes of the image; the disk may be shorter, and the gateway refuses a longer one
     */
    DataStream(InputStream disk, long sizeBytes) {
        this.disk = disk;
        now =
                new SequenceInputStream(
                        new ByteArrayInputStream(HEADER),
                        record(Long.BYTES + 1, SIZE, sizeBytes, 0));
    }

    private static InputStream record(int length, byte tag, long first, long second) {
        ByteBuffer record = ByteBuffer.allocate(1 + 2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        record.put(tag).putLong(first).putLong(second);
        return new ByteArrayInputStream(record.array(), 0, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int read = now.read(bytes, from, length);
            if (read >= 0 || ended) {
                return read;
            }
            advance();
        }
    }

    private void advance() throws IOException {
        byte[] piece = disk.readNBytes(PIECE_BYTES);
        if (piece.length == 0) {
            ended = true;
            now = new ByteArrayInputStream(new byte[] {END});
            return;
        }
        if (isZero(piece)) {
            now = InputStream.nullInputStream();
        } else {
            now =
                    new SequenceInputStream(
                            record(1 + 2 * Long.BYTES, DATA, at, piece.length),
                            new ByteArrayInputStream(piece));
        }
        at += piece.length;
    }

    private static boolean isZero(byte[] piece) {
        return Arrays.equals(piece, 0, piece.length, ZEROES, 0, piece.length);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
