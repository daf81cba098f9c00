package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** The basic header segment: what every PDU has in the same place (RFC 7143 11.2.1). */
public final class Bhs {

    /** Bytes of the basic header segment. */
    public static final int LENGTH = 48;

    /** "No task", "no transfer": the reserved value of both task tags (RFC 7143 11.2.1.8). */
    public static final int NO_TAG = 0xffffffff;

    /** Header and data segments are padded to four bytes (RFC 7143 11.1). */
    static final int WORD = 4;

    static final int OPCODE = 0;
    static final int OPCODE_MASK = 0x3f;
    static final int IMMEDIATE = 0x40;
    static final int FLAGS = 1;
    static final int FINAL = 0x80;
    static final int TOTAL_AHS_LENGTH = 4;
    static final int DATA_SEGMENT_LENGTH = 5;
    static final int LUN = 8;
    static final int INITIATOR_TASK_TAG = 16;
    static final int TARGET_TRANSFER_TAG = 20;
    static final int CMD_SN = 24;
    static final int EXP_STAT_SN = 28;

    private Bhs() {}

    /** Writes a header of zeros but for the opcode and the flags byte; returns where it starts. */
    static int begin(ByteBuf out, int opcode, int flags) {
        int at = out.writerIndex();
        out.writeZero(LENGTH);
        out.setByte(at + OPCODE, opcode);
        out.setByte(at + FLAGS, flags);
        return at;
    }

    static void dataSegmentLength(ByteBuf out, int at, ByteBuf data) {
        out.setMedium(at + DATA_SEGMENT_LENGTH, data.readableBytes());
    }

    static boolean flag(ByteBuf header, int at, int mask) {
        return (header.getByte(at + FLAGS) & mask) != 0;
    }

    static int immediate(boolean immediate) {
        return immediate ? IMMEDIATE : 0;
    }

    static boolean isImmediate(ByteBuf header, int at) {
        return (header.getByte(at + OPCODE) & IMMEDIATE) != 0;
    }

    static int padded(int length) {
        return length + WORD - 1 & -WORD;
    }
}
