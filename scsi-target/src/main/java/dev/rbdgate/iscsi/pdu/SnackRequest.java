package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * SNACK Request (RFC 7143 11.16): asks to send again; of error recovery level 1 and up.
 *
 * @param type 0 to 15
 */
public record SnackRequest(
        int type,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int expStatSn,
        int begRun,
        int runLength)
        implements InitiatorPdu {

    private static final int TYPE_MASK = 0x0f;
    private static final int BEG_RUN = 40;
    private static final int RUN_LENGTH = 44;

    static SnackRequest decode(ByteBuf header, int at) {
        return new SnackRequest(
                header.getByte(at + Bhs.FLAGS) & TYPE_MASK,
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                header.getInt(at + Bhs.EXP_STAT_SN),
                header.getInt(at + BEG_RUN),
                header.getInt(at + RUN_LENGTH));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.SNACK_REQUEST, Bhs.FINAL | type);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
        out.setInt(at + BEG_RUN, begRun);
        out.setInt(at + RUN_LENGTH, runLength);
    }
}
