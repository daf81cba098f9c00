package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * NOP-In (RFC 7143 11.19): the answer to a ping, or the target's own.
 *
 * @param initiatorTaskTag of the NOP-Out that this answers, else {@link Bhs#NO_TAG}
 * @param targetTransferTag set when an answer is wanted, else {@link Bhs#NO_TAG}
 */
public record NopIn(
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        SequenceNumbers numbers,
        ByteBuf data)
        implements TargetPdu {

    static NopIn decode(ByteBuf header, int at, ByteBuf data) {
        return new NopIn(
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                SequenceNumbers.decode(header, at),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.NOP_IN, Bhs.FINAL);
        Bhs.dataSegmentLength(out, at, data);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        numbers.encode(out, at);
    }
}
