package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SCSI Data-Out (RFC 7143 11.7).
 *
 * @param isFinal whether it ends its sequence
 * @param targetTransferTag of the R2T that it answers; {@link Bhs#NO_TAG} when unsolicited
 * @param bufferOffset unsigned
 */
public record DataOut(
        boolean isFinal,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int expStatSn,
        int dataSn,
        long bufferOffset,
        ByteBuf data)
        implements InitiatorPdu {

    static final int DATA_SN = 36;
    static final int BUFFER_OFFSET = 40;

    static DataOut decode(ByteBuf header, int at, ByteBuf data) {
        return new DataOut(
                Bhs.flag(header, at, Bhs.FINAL),
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                header.getInt(at + Bhs.EXP_STAT_SN),
                header.getInt(at + DATA_SN),
                header.getUnsignedInt(at + BUFFER_OFFSET),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.DATA_OUT, isFinal ? Bhs.FINAL : 0);
        Bhs.dataSegmentLength(out, at, data);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
        out.setInt(at + DATA_SN, dataSn);
        out.setInt(at + BUFFER_OFFSET, (int) bufferOffset);
    }
}
