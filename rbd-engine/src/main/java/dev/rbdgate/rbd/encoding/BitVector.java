package dev.rbdgate.rbd.encoding;

import java.util.Arrays;

/**
 * A vector of two-bit states, the payload of an object map. The first element is in the two top
 * bits of the first byte. Not safe for use by several threads without a lock.
 */
public final class BitVector {

    /** Most elements: what the object class lets an object map have. */
    public static final long MAX_SIZE = 256_000_000;

    /** Bytes of the data that one checksum covers. */
    public static final int BLOCK_BYTES = 4096;

    /** Length, envelope and element count in front of the data. */
    public static final int HEADER_BYTES = 18;

    private static final int PER_BYTE = 4;
    private static final int STATE_MASK = 3;

    private long size;
    private byte[] data;

    /** A vector of zeros. */
    public BitVector(long size) {
        this.size = size;
        this.data = new byte[dataBytes(size)];
    }

    public static int dataBytes(long size) {
        if (size < 0 || size > MAX_SIZE) {
            throw new MalformedException(size + " elements in a bit vector");
        }
        return (int) ((size + PER_BYTE - 1) / PER_BYTE);
    }

    public long size() {
        return size;
    }

    public int get(long index) {
        return state(data, index);
    }

    public void set(long index, int state) {
        setState(data, index, state);
    }

    /** An element of packed states. */
    public static int state(byte[] packed, long index) {
        return (packed[(int) (index / PER_BYTE)] >> shift(index)) & STATE_MASK;
    }

    /** Sets an element of packed states. */
    public static void setState(byte[] packed, long index, int state) {
        int at = (int) (index / PER_BYTE);
        int shift = shift(index);
        int others = packed[at] & ~(STATE_MASK << shift);
        packed[at] = (byte) (others | ((state & STATE_MASK) << shift));
    }

    /** Sets {@code [from, to)}. */
    public void fill(long from, long to, int state) {
        for (long index = from; index < to; index++) {
            set(index, state);
        }
    }

    /**
     * Changes the size; new elements are {@code state}. Bits behind the end keep what they were, as
     * Ceph leaves them: they are part of a checksummed block.
     */
    public void resize(long newSize, int state) {
        long oldSize = size;
        data = Arrays.copyOf(data, dataBytes(newSize));
        size = newSize;
        if (newSize > oldSize) {
            fill(oldSize, newSize, state);
        }
    }

    public BitVector copy() {
        BitVector copy = new BitVector(0);
        copy.size = size;
        copy.data = data.clone();
        return copy;
    }

    /** The packed states. */
    byte[] data() {
        return data;
    }

    /** The encoding with checksums, as an object map is stored. */
    public byte[] toStored() {
        byte[] header = header(size);
        return Encoder.bytes(encoder ->
                encoder.blob(header)
                        .raw(data)
                        .blob(
                                Encoder.bytes(footer -> {
                                    footer.u32(Crc.of(header));
                                    footer.u32(blocks(data.length));
                                    writeChecksums(footer);
                                })));
    }

    /** The encoding with an empty footer, as a class method answers it. */
    public byte[] toReply() {
        return Encoder.bytes(encoder -> encoder.blob(header(size)).raw(data).blob(new byte[0]));
    }

    /** Reads either encoding; a checksum that does not hold is malformed. */
    public static BitVector decode(Decoder decoder) {
        byte[] header = decoder.blob();
        BitVector vector = new BitVector(0);
        vector.size = sizeFromHeader(header);
        vector.data = decoder.raw(dataBytes(vector.size));
        byte[] footerBytes = decoder.blob();
        if (footerBytes.length > 0) {
            Decoder footer = new Decoder(footerBytes);
            check(footer.u32(), Crc.of(header), "header");
            check(footer.u32(), blocks(vector.data.length), "block count");
            for (int at = 0; at < vector.data.length; at += BLOCK_BYTES) {
                int length = Math.min(BLOCK_BYTES, vector.data.length - at);
                check(footer.u32(), Crc.of(vector.data, at, length), "block at " + at);
            }
        }
        return vector;
    }

    /** The element count that a header, without its length, tells. */
    public static long sizeFromHeader(byte[] header) {
        long size =
                Decoder.decode(
                        header, decoder -> decoder.envelope(1, (_, content) -> content.u64()));
        dataBytes(size);
        return size;
    }

    private static int blocks(int dataBytes) {
        return (dataBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** The element's bits are this far from the lowest of its byte. */
    private static int shift(long index) {
        return (PER_BYTE - 1 - (int) (index % PER_BYTE)) * 2;
    }

    private static byte[] header(long size) {
        return Encoder.bytes(encoder -> encoder.envelope(1, 1, content -> content.u64(size)));
    }

    private void writeChecksums(Encoder footer) {
        for (int at = 0; at < data.length; at += BLOCK_BYTES) {
            footer.u32(Crc.of(data, at, Math.min(BLOCK_BYTES, data.length - at)));
        }
    }

    private static void check(long stored, int computed, String what) {
        if ((int) stored != computed) {
            throw new MalformedException("checksum of bit vector, " + what);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitVector vector
                && size == vector.size
                && Arrays.equals(data, vector.data);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(size) + Arrays.hashCode(data);
    }
}
