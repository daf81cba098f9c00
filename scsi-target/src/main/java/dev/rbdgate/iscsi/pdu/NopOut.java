package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * NOP-Out (RFC 7143 11.18): an initiator's ping, or its answer to the target's.
 *
 * @param initiatorTaskTag {@link Bhs#NO_TAG} when no answer is wanted
 * @param targetTransferTag of the NOP-In that this answers, else {@link Bhs#NO_TAG}
 */
public record NopOut(
        boolean immediate,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int cmdSn,
        int expStatSn,
        ByteBuf data)
        implements CommandPdu {

    static NopOut decode(ByteBuf header, int at, ByteBuf data) {
        return new NopOut(
                Bhs.isImmediate(header, at),
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                header.getInt(at + Bhs.CMD_SN),
                header.getInt(at + Bhs.EXP_STAT_SN),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.NOP_OUT | Bhs.immediate(immediate), Bhs.FINAL);
        Bhs.dataSegmentLength(out, at, data);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        out.setInt(at + Bhs.CMD_SN, cmdSn);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
    }
}
