package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Task Management Function Response (RFC 7143 11.6).
 *
 * @param response the response's code (RFC 7143 11.6.1)
 * @param additionalInformation what the response says besides, 24 bits (RFC 7144 5.3)
 */
public record TaskManagementResponse(
        int response, int additionalInformation, int initiatorTaskTag, SequenceNumbers numbers)
        implements TargetPdu {

    private static final int RESPONSE = 2;
    private static final int ADDITIONAL_INFORMATION = 8;

    static TaskManagementResponse decode(ByteBuf header, int at) {
        return new TaskManagementResponse(
                header.getUnsignedByte(at + RESPONSE),
                header.getUnsignedMedium(at + ADDITIONAL_INFORMATION),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                SequenceNumbers.decode(header, at));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.TASK_MANAGEMENT_RESPONSE, Bhs.FINAL);
        out.setByte(at + RESPONSE, response);
        out.setMedium(at + ADDITIONAL_INFORMATION, additionalInformation);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        numbers.encode(out, at);
    }
}
