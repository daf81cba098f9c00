package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Login Request (RFC 7143 11.12).
 *
 * @param transit T: the initiator is ready to leave its stage
 * @param toBeContinued C: the text goes on in the next request
 * @param currentStage CSG, 0 to 3
 * @param nextStage NSG, 0 to 3; valid with {@code transit}
 * @param isid the initiator's part of the session id, 48 bits
 * @param tsih 0 for a new session
 */
public record LoginRequest(
        boolean transit,
        boolean toBeContinued,
        int currentStage,
        int nextStage,
        int versionMax,
        int versionMin,
        long isid,
        int tsih,
        int initiatorTaskTag,
        int cid,
        int cmdSn,
        int expStatSn,
        ByteBuf data)
        implements InitiatorPdu {

    static final int TRANSIT = 0x80;
    static final int CONTINUE = 0x40;
    static final int CURRENT_STAGE_SHIFT = 2;
    static final int STAGE_MASK = 0x03;
    static final int VERSION_MAX = 2;
    static final int ISID = 8;
    static final int ISID_LENGTH = 6;
    static final int TSIH = 14;
    private static final int VERSION_MIN = 3;
    private static final int CID = 20;

    static LoginRequest decode(ByteBuf header, int at, ByteBuf data) {
        int flags = header.getByte(at + Bhs.FLAGS);
        return new LoginRequest(
                (flags & TRANSIT) != 0,
                (flags & CONTINUE) != 0,
                flags >> CURRENT_STAGE_SHIFT & STAGE_MASK,
                flags & STAGE_MASK,
                header.getUnsignedByte(at + VERSION_MAX),
                header.getUnsignedByte(at + VERSION_MIN),
                isid(header, at),
                header.getUnsignedShort(at + TSIH),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getUnsignedShort(at + CID),
                header.getInt(at + Bhs.CMD_SN),
                header.getInt(at + Bhs.EXP_STAT_SN),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at =
                Bhs.begin(
                        out,
                        Opcode.LOGIN_REQUEST | Bhs.IMMEDIATE,
                        flags(transit, toBeContinued, currentStage, nextStage));
        Bhs.dataSegmentLength(out, at, data);
        out.setByte(at + VERSION_MAX, versionMax);
        out.setByte(at + VERSION_MIN, versionMin);
        isid(out, at, isid);
        out.setShort(at + TSIH, tsih);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setShort(at + CID, cid);
        out.setInt(at + Bhs.CMD_SN, cmdSn);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
    }

    static int flags(boolean transit, boolean toBeContinued, int currentStage, int nextStage) {
        return (transit ? TRANSIT : 0)
                | (toBeContinued ? CONTINUE : 0)
                | (currentStage & STAGE_MASK) << CURRENT_STAGE_SHIFT
                | (nextStage & STAGE_MASK);
    }

    static long isid(ByteBuf header, int at) {
        return header.getLong(at + ISID) >>> (Long.SIZE - ISID_LENGTH * Byte.SIZE);
    }

    /** Writes the ISID; the TSIH that follows it is to be written afterwards. */
    static void isid(ByteBuf out, int at, long isid) {
        out.setLong(at + ISID, isid << (Long.SIZE - ISID_LENGTH * Byte.SIZE));
    }
}
