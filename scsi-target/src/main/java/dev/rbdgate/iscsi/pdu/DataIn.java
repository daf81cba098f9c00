package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SCSI Data-In (RFC 7143 11.7).
 *
 * @param isFinal whether it ends its sequence
 * @param hasStatus S: whether it carries the command's status, residual and StatSN
 * @param status the SCSI status with {@code hasStatus}, else 0
 * @param bufferOffset unsigned
 */
public record DataIn(
        boolean isFinal,
        boolean hasStatus,
        int status,
        int initiatorTaskTag,
        SequenceNumbers numbers,
        int dataSn,
        long bufferOffset,
        Residual residual,
        ByteBuf data)
        implements TargetPdu {

    private static final int STATUS_FLAG = 0x01;
    private static final int STATUS = 3;
    private static final int RESIDUAL_COUNT = 44;

    static DataIn decode(ByteBuf header, int at, ByteBuf data) {
        return new DataIn(
                Bhs.flag(header, at, Bhs.FINAL),
                Bhs.flag(header, at, STATUS_FLAG),
                header.getUnsignedByte(at + STATUS),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                SequenceNumbers.decode(header, at),
                header.getInt(at + DataOut.DATA_SN),
                header.getUnsignedInt(at + DataOut.BUFFER_OFFSET),
                Residual.decode(header, at, RESIDUAL_COUNT),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int flags = (isFinal ? Bhs.FINAL : 0) | (hasStatus ? STATUS_FLAG | residual.flags() : 0);
        int at = Bhs.begin(out, Opcode.DATA_IN, flags);
        Bhs.dataSegmentLength(out, at, data);
        out.setByte(at + STATUS, status);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, Bhs.NO_TAG);
        numbers.encode(out, at);
        out.setInt(at + DataOut.DATA_SN, dataSn);
        out.setInt(at + DataOut.BUFFER_OFFSET, (int) bufferOffset);
        out.setInt(at + RESIDUAL_COUNT, (int) residual.bytes());
    }
}
