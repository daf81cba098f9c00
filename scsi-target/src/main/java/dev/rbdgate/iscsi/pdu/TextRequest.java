package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Text Request (RFC 7143 11.10).
 *
 * @param isFinal F: the initiator has nothing more to negotiate
 * @param toBeContinued C: the text goes on in the next request
 * @param targetTransferTag of the response that this continues, else {@link Bhs#NO_TAG}
 */
public record TextRequest(
        boolean immediate,
        boolean isFinal,
        boolean toBeContinued,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int cmdSn,
        int expStatSn,
        ByteBuf data)
        implements CommandPdu {

    static final int CONTINUE = 0x40;

    static TextRequest decode(ByteBuf header, int at, ByteBuf data) {
        return new TextRequest(
                Bhs.isImmediate(header, at),
                Bhs.flag(header, at, Bhs.FINAL),
                Bhs.flag(header, at, CONTINUE),
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                header.getInt(at + Bhs.CMD_SN),
                header.getInt(at + Bhs.EXP_STAT_SN),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int flags = (isFinal ? Bhs.FINAL : 0) | (toBeContinued ? CONTINUE : 0);
        int at = Bhs.begin(out, Opcode.TEXT_REQUEST | Bhs.immediate(immediate), flags);
        Bhs.dataSegmentLength(out, at, data);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        out.setInt(at + Bhs.CMD_SN, cmdSn);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
    }
}
