package dev.rbdgate.scsi.vpd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds designation descriptors (SPC-5 7.7.6.1). */
final class Designator {

    static final int LOGICAL_UNIT = 0x00;
    static final int TARGET_PORT = 0x10;
    static final int TARGET_DEVICE = 0x20;

    static final int T10_VENDOR_ID = 0x1;
    static final int NAA = 0x3;
    static final int RELATIVE_TARGET_PORT = 0x4;
    static final int TARGET_PORT_GROUP = 0x5;
    static final int SCSI_NAME_STRING = 0x8;

    private static final int BINARY = 1;
    private static final int ASCII = 2;
    private static final int UTF_8 = 3;
    private static final int PIV = 0x80;
    private static final int ISCSI = 0x5;

    /** Longest designator: its length is one byte, and name strings come in fours. */
    private static final int MAX_BYTES = 252;

    private Designator() {}

    static byte[] binary(int association, int type, byte[] value) {
        return descriptor(BINARY, association, type, value);
    }

    static byte[] ascii(int association, int type, String value) {
        return descriptor(ASCII, association, type, value.getBytes(StandardCharsets.US_ASCII));
    }

    /** A SCSI name string: terminated by a zero and padded to a multiple of four (7.7.6.11). */
    static byte[] nameString(int association, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return descriptor(
                UTF_8, association, SCSI_NAME_STRING, Arrays.copyOf(text, (text.length + 4) & ~3));
    }

    private static byte[] descriptor(int codeSet, int association, int type, byte[] value) {
        int length = Math.min(value.length, MAX_BYTES);
        // The protocol is named where the association is not the logical unit.
        boolean ofTarget = association != LOGICAL_UNIT;
        return ByteBuffer.allocate(4 + length)
                .put((byte) ((ofTarget ? ISCSI << 4 : 0) | codeSet))
                .put((byte) ((ofTarget ? PIV : 0) | association | type))
                .put((byte) 0)
                .put((byte) length)
                .put(value, 0, length)
                .array();
    }
}
