package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Task Management Function Response (RFC 7143 11.6).
 *
 * @param response the response's code (RFC 7143 11.6.1)
 */
public record TaskManagementResponse(int response, int initiatorTaskTag, SequenceNumbers numbers)
        implements TargetPdu {

    private static final int RESPONSE = 2;

    static TaskManagementResponse decode(ByteBuf header, int at) {
        return new TaskManagementResponse(
                header.getUnsignedByte(at + RESPONSE),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                SequenceNumbers.decode(header, at));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.TASK_MANAGEMENT_RESPONSE, Bhs.FINAL);
        out.setByte(at + RESPONSE, response);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        numbers.encode(out, at);
    }
}
