package dev.rbdgate.scsi;

import java.util.HexFormat;

/** A command descriptor block with big-endian field access (SPC-5 4.2). Immutable. */
public final class Cdb {

    private final byte[] bytes;

    /**
     * @param bytes 16 bytes or more (RFC 7143 11.3.4 pads shorter ones); not changed afterwards
     */
    public Cdb(byte[] bytes) {
        if (bytes.length < 16) {
            throw new IllegalArgumentException("CDB of " + bytes.length + " bytes");
        }
        this.bytes = bytes;
    }

    public int operationCode() {
        return u8(0);
    }

    public int length() {
        return bytes.length;
    }

    public int u8(int offset) {
        return bytes[offset] & 0xff;
    }

    public int u16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    public int u24(int offset) {
        return u8(offset) << 16 | u16(offset + 1);
    }

    /** An unsigned 32-bit field, widened. */
    public long u32(int offset) {
        return (long) u16(offset) << 16 | u16(offset + 2);
    }

    /** A 64-bit field; to be compared as unsigned. */
    public long u64(int offset) {
        return u32(offset) << 32 | u32(offset + 4);
    }

    public boolean bit(int offset, int bit) {
        return (bytes[offset] >> bit & 1) != 0;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
