package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SCSI Response (RFC 7143 11.4).
 *
 * @param response 0: command completed at target; 1: target failure
 * @param status the SCSI status
 * @param expDataSn how many Data-In and R2T PDUs the target has sent for the command
 * @param data sense length and sense data, or empty (RFC 7143 11.4.7)
 */
public record ScsiResponse(
        int response,
        int status,
        int initiatorTaskTag,
        SequenceNumbers numbers,
        int expDataSn,
        Residual bidirectionalResidual,
        Residual residual,
        ByteBuf data)
        implements TargetPdu {

    public static final int COMPLETED = 0x00;

    private static final int RESPONSE = 2;
    private static final int STATUS = 3;
    private static final int EXP_DATA_SN = 36;
    private static final int BIDIRECTIONAL_RESIDUAL_COUNT = 40;
    private static final int RESIDUAL_COUNT = 44;

    static ScsiResponse decode(ByteBuf header, int at, ByteBuf data) {
        return new ScsiResponse(
                header.getUnsignedByte(at + RESPONSE),
                header.getUnsignedByte(at + STATUS),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                SequenceNumbers.decode(header, at),
                header.getInt(at + EXP_DATA_SN),
                Residual.decodeBidirectional(header, at, BIDIRECTIONAL_RESIDUAL_COUNT),
                Residual.decode(header, at, RESIDUAL_COUNT),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int flags = Bhs.FINAL | bidirectionalResidual.bidirectionalFlags() | residual.flags();
        int at = Bhs.begin(out, Opcode.SCSI_RESPONSE, flags);
        Bhs.dataSegmentLength(out, at, data);
        out.setByte(at + RESPONSE, response);
        out.setByte(at + STATUS, status);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        numbers.encode(out, at);
        out.setInt(at + EXP_DATA_SN, expDataSn);
        out.setInt(at + BIDIRECTIONAL_RESIDUAL_COUNT, (int) bidirectionalResidual.bytes());
        out.setInt(at + RESIDUAL_COUNT, (int) residual.bytes());
    }
}
