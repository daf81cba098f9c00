package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Ready To Transfer (RFC 7143 11.8).
 *
 * @param bufferOffset of the first byte asked for, unsigned
 * @param desiredBytes how many, at most MaxBurstLength
 */
public record ReadyToTransfer(
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        SequenceNumbers numbers,
        int r2tSn,
        long bufferOffset,
        int desiredBytes)
        implements TargetPdu {

    private static final int R2T_SN = 36;
    private static final int BUFFER_OFFSET = 40;
    private static final int DESIRED_DATA_TRANSFER_LENGTH = 44;

    static ReadyToTransfer decode(ByteBuf header, int at) {
        return new ReadyToTransfer(
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                SequenceNumbers.decode(header, at),
                header.getInt(at + R2T_SN),
                header.getUnsignedInt(at + BUFFER_OFFSET),
                header.getInt(at + DESIRED_DATA_TRANSFER_LENGTH));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.READY_TO_TRANSFER, Bhs.FINAL);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        numbers.encode(out, at);
        out.setInt(at + R2T_SN, r2tSn);
        out.setInt(at + BUFFER_OFFSET, (int) bufferOffset);
        out.setInt(at + DESIRED_DATA_TRANSFER_LENGTH, desiredBytes);
    }
}
