package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Logout Response (RFC 7143 11.15).
 *
 * @param time2WaitSeconds before the initiator may come back
 * @param time2RetainSeconds for which the target keeps the session's state
 */
public record LogoutResponse(
        int response,
        int initiatorTaskTag,
        SequenceNumbers numbers,
        int time2WaitSeconds,
        int time2RetainSeconds)
        implements TargetPdu {

    /** Connection or session closed successfully (RFC 7143 11.15.1). */
    public static final int CLOSED = 0;

    public static final int CID_NOT_FOUND = 1;
    public static final int RECOVERY_NOT_SUPPORTED = 2;

    private static final int RESPONSE = 2;
    private static final int TIME2WAIT = 40;
    private static final int TIME2RETAIN = 42;

    static LogoutResponse decode(ByteBuf header, int at) {
        return new LogoutResponse(
                header.getUnsignedByte(at + RESPONSE),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                SequenceNumbers.decode(header, at),
                header.getUnsignedShort(at + TIME2WAIT),
                header.getUnsignedShort(at + TIME2RETAIN));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.LOGOUT_RESPONSE, Bhs.FINAL);
        out.setByte(at + RESPONSE, response);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        numbers.encode(out, at);
        out.setShort(at + TIME2WAIT, time2WaitSeconds);
        out.setShort(at + TIME2RETAIN, time2RetainSeconds);
    }
}
