package dev.rbdgate.scsi.copy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * The 512 bytes of a token (SPC-5 6.6.7, SBC-4 6.7.2). Everything but the last 64 bytes can be
 * guessed; those are random.
 */
public final class TokenFormat {

    public static final int BYTES = 512;

    /** Point in time copy, change vulnerable (SPC-5 table 107). */
    public static final int CHANGE_VULNERABLE = 0x0080_0001;

    /** Point in time copy, of whichever kind the copy manager has: asked for, never made. */
    static final int ANY_KIND = 0x0080_ffff;

    static final int DEFAULT_KIND = 0x0080_0000;

    /** The token of zeros, which everybody knows (SBC-4 4.28.5). */
    public static final int ZERO = 0xffff_0001;

    /** What REPORT ALL ROD TOKENS tells of a token. */
    static final int MANAGEMENT_BYTES = 96;

    static final int LENGTH_OFFSET = 6;
    static final int LENGTH = BYTES - 8;
    static final int ID_OFFSET = 8;
    private static final int CREATOR_OFFSET = 16;
    private static final int BYTE_COUNT_OFFSET = 48;
    private static final int BLOCK_LENGTH_OFFSET = 96;
    private static final int TARGET_OFFSET = 128;
    private static final int RANDOM_BYTES = 64;
    private static final int MAX_TARGET_BYTES = BYTES - RANDOM_BYTES - TARGET_OFFSET - 4;
    private static final byte UTF_8_ISCSI = 0x53;
    private static final byte TARGET_NAME_STRING = (byte) 0xa8;

    private TokenFormat() {}

    static byte[] encode(
            long id, CopyUnit creator, long byteCount, String targetName, Random random) {
        byte[] token = new byte[BYTES];
        ByteBuffer out = ByteBuffer.wrap(token);
        out.putInt(0, CHANGE_VULNERABLE);
        out.putShort(LENGTH_OFFSET, (short) LENGTH);
        out.putLong(ID_OFFSET, id);
        out.put(CREATOR_OFFSET, (byte) CscdDescriptor.IDENTIFICATION);
        out.put(CREATOR_OFFSET + 4, (byte) Designation.BINARY);
        out.put(CREATOR_OFFSET + 5, (byte) Designation.NAA);
        out.put(CREATOR_OFFSET + 7, (byte) Long.BYTES);
        out.putLong(CREATOR_OFFSET + 8, creator.naa());
        out.putInt(CREATOR_OFFSET + 28, creator.blockBytes());
        out.putLong(BYTE_COUNT_OFFSET + 8, byteCount); // of sixteen bytes
        out.putInt(BLOCK_LENGTH_OFFSET, creator.blockBytes());
        byte[] target = nameString(targetName);
        out.put(TARGET_OFFSET, UTF_8_ISCSI).put(TARGET_OFFSET + 1, TARGET_NAME_STRING);
        out.put(TARGET_OFFSET + 3, (byte) target.length);
        out.put(TARGET_OFFSET + 4, target);
        byte[] secret = new byte[RANDOM_BYTES];
        random.nextBytes(secret);
        out.put(BYTES - RANDOM_BYTES, secret);
        return token;
    }

    private static byte[] nameString(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int kept = Math.min(text.length, Math.min(252, MAX_TARGET_BYTES) - 1);
        return Arrays.copyOf(Arrays.copyOf(text, kept), kept + 4 & ~3);
    }
}
