package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reject (RFC 7143 11.17).
 *
 * @param reason the reason's code
 * @param data the basic header segment of the rejected PDU
 */
public record Reject(int reason, SequenceNumbers numbers, ByteBuf data) implements TargetPdu {

    private static final int REASON = 2;

    public static Reject of(RejectReason reason, SequenceNumbers numbers, InitiatorPdu rejected) {
        ByteBuf header = Unpooled.buffer(Bhs.LENGTH);
        rejected.encodeHeader(header);
        return new Reject(reason.code(), numbers, header.writerIndex(Bhs.LENGTH));
    }

    static Reject decode(ByteBuf header, int at, ByteBuf data) {
        return new Reject(
                header.getUnsignedByte(at + REASON), SequenceNumbers.decode(header, at), data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.REJECT, Bhs.FINAL);
        Bhs.dataSegmentLength(out, at, data);
        out.setByte(at + REASON, reason);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, Bhs.NO_TAG);
        numbers.encode(out, at);
    }
}
