package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Logout Request (RFC 7143 11.14).
 *
 * @param reason the reason's code, 0 to 127
 * @param cid of the connection meant, when the reason names one
 */
public record LogoutRequest(
        boolean immediate, int reason, int initiatorTaskTag, int cid, int cmdSn, int expStatSn)
        implements CommandPdu {

    /** Close the session (RFC 7143 11.14.1). */
    public static final int CLOSE_SESSION = 0;

    /** Close the connection. */
    public static final int CLOSE_CONNECTION = 1;

    /** Remove the connection for recovery; of error recovery level 2. */
    public static final int REMOVE_FOR_RECOVERY = 2;

    private static final int REASON_MASK = 0x7f;
    private static final int CID = 20;

    static LogoutRequest decode(ByteBuf header, int at) {
        return new LogoutRequest(
                Bhs.isImmediate(header, at),
                header.getByte(at + Bhs.FLAGS) & REASON_MASK,
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getUnsignedShort(at + CID),
                header.getInt(at + Bhs.CMD_SN),
                header.getInt(at + Bhs.EXP_STAT_SN));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at =
                Bhs.begin(
                        out, Opcode.LOGOUT_REQUEST | Bhs.immediate(immediate), Bhs.FINAL | reason);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setShort(at + CID, cid);
        out.setInt(at + Bhs.CMD_SN, cmdSn);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
    }
}
