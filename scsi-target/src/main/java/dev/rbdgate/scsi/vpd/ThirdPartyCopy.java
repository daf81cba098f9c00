package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.copy.CopyLimits;
import dev.rbdgate.scsi.copy.TokenFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Third-party copy (SPC-5 7.7.22, SBC-4 6.6.9): what the copy manager offers, and its limits. */
final class ThirdPartyCopy implements VpdPage {

    private static final int BLOCK_DEVICE_ROD_LIMITS = 0x0000;
    private static final int SUPPORTED_COMMANDS = 0x0001;
    private static final int PARAMETER_DATA = 0x0004;
    private static final int SUPPORTED_DESCRIPTORS = 0x0008;
    private static final int SUPPORTED_CSCD_IDS = 0x000c;
    private static final int ROD_TOKEN_FEATURES = 0x0106;
    private static final int SUPPORTED_RODS = 0x0108;
    private static final int GENERAL_COPY_OPERATIONS = 0x8001;

    private static final byte[] COMMANDS = {
        15, // bytes of list
        (byte) 0x83,
        5, // EXTENDED COPY(LID1), (LID4), POPULATE TOKEN, WRITE USING TOKEN, COPY OPERATION ABORT
        0x00,
        0x01,
        0x10,
        0x11,
        0x1c,
        (byte) 0x84,
        6, // status, operating parameters, failure details, status, token information, all tokens
        0x00,
        0x03,
        0x04,
        0x05,
        0x07,
        0x08,
    };

    /** Block to block segments, and identification descriptors. */
    private static final byte[] DESCRIPTORS = {2, 0x02, (byte) 0xe4};

    /** The unit that receives the command. */
    private static final byte[] CSCD_IDS = {0, 2, (byte) 0xff, (byte) 0xff};

    private static final int TOKEN_IN = 0x02;
    private static final int TOKEN_OUT = 0x01;
    private static final int ROD_DESCRIPTOR_BYTES = 64;

    @Override
    public int code() {
        return 0x8f;
    }

    @Override
    public byte[] content(UnitContext unit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int blockBytes = unit.blockBytes();
        add(out, BLOCK_DEVICE_ROD_LIMITS, limits(blockBytes));
        add(out, SUPPORTED_COMMANDS, COMMANDS);
        add(out, PARAMETER_DATA, parameterData());
        add(out, SUPPORTED_DESCRIPTORS, DESCRIPTORS);
        add(out, SUPPORTED_CSCD_IDS, CSCD_IDS);
        add(out, ROD_TOKEN_FEATURES, tokenFeatures());
        add(out, SUPPORTED_RODS, rods());
        add(out, GENERAL_COPY_OPERATIONS, generalOperations());
        return out.toByteArray();
    }

    /** A descriptor's length is a multiple of four. */
    private static void add(ByteArrayOutputStream out, int type, byte[] content) {
        int length = content.length + 3 & ~3;
        out.writeBytes(
                ByteBuffer.allocate(4 + length)
                        .putShort((short) type)
                        .putShort((short) length)
                        .put(content)
                        .array());
    }

    private static byte[] limits(int blockBytes) {
        return ByteBuffer.allocate(32)
                .putShort(6, (short) CopyLimits.MAX_RANGES)
                .putInt(8, CopyLimits.MAX_INACTIVITY_SECONDS)
                .putInt(12, CopyLimits.DEFAULT_INACTIVITY_SECONDS)
                .putLong(16, CopyLimits.MAX_TOKEN_BYTES / blockBytes)
                .putLong(24, CopyLimits.OPTIMAL_TOKEN_BYTES / blockBytes)
                .array();
    }

    private static byte[] parameterData() {
        return ByteBuffer.allocate(28)
                .putShort(4, (short) CopyLimits.MAX_CSCD_DESCRIPTORS)
                .putShort(6, (short) CopyLimits.MAX_SEGMENT_DESCRIPTORS)
                .putInt(8, CopyLimits.MAX_DESCRIPTOR_LIST_BYTES)
                .array();
    }

    /** Tokens of other copy managers are not taken. */
    private static byte[] tokenFeatures() {
        return ByteBuffer.allocate(44 + 48)
                .putInt(12, CopyLimits.MIN_INACTIVITY_SECONDS)
                .putInt(16, -1) // tokens that are used live on
                .putInt(20, CopyLimits.MAX_INACTIVITY_SECONDS)
                .putShort(42, (short) 48)
                .putShort(44 + 2, (short) (48 - 4)) // of block devices
                .putLong(44 + 8, CopyLimits.MAX_TOKEN_BYTES)
                .putLong(44 + 16, CopyLimits.OPTIMAL_TOKEN_BYTES)
                .putLong(44 + 24, CopyLimits.MAX_TOKEN_BYTES)
                .putLong(44 + 32, CopyLimits.OPTIMAL_TOKEN_BYTES)
                .array();
    }

    private static byte[] rods() {
        int bytes = 2 * ROD_DESCRIPTOR_BYTES;
        return ByteBuffer.allocate(4 + bytes)
                .putShort(2, (short) bytes)
                .putInt(4, TokenFormat.CHANGE_VULNERABLE)
                .put(8, (byte) (TOKEN_IN | TOKEN_OUT))
                .putInt(4 + ROD_DESCRIPTOR_BYTES, TokenFormat.ZERO)
                .put(8 + ROD_DESCRIPTOR_BYTES, (byte) TOKEN_IN)
                .array();
    }

    private static byte[] generalOperations() {
        return ByteBuffer.allocate(32)
                .putInt(0, CopyLimits.MAX_COPIES)
                .putInt(4, CopyLimits.MAX_COPIES)
                .putInt(8, CopyLimits.MAX_SEGMENT_BYTES)
                .array();
    }
}
