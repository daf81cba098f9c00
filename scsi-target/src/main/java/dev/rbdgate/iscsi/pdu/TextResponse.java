package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Text Response (RFC 7143 11.11).
 *
 * @param isFinal F: the target has nothing more to negotiate
 * @param toBeContinued C: the text goes on in the next response
 * @param targetTransferTag to be repeated by the next request, {@link Bhs#NO_TAG} with F
 */
public record TextResponse(
        boolean isFinal,
        boolean toBeContinued,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        SequenceNumbers numbers,
        ByteBuf data)
        implements TargetPdu {

    static TextResponse decode(ByteBuf header, int at, ByteBuf data) {
        return new TextResponse(
                Bhs.flag(header, at, Bhs.FINAL),
                Bhs.flag(header, at, TextRequest.CONTINUE),
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + Bhs.TARGET_TRANSFER_TAG),
                SequenceNumbers.decode(header, at),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int flags = (isFinal ? Bhs.FINAL : 0) | (toBeContinued ? TextRequest.CONTINUE : 0);
        int at = Bhs.begin(out, Opcode.TEXT_RESPONSE, flags);
        Bhs.dataSegmentLength(out, at, data);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + Bhs.TARGET_TRANSFER_TAG, targetTransferTag);
        numbers.encode(out, at);
    }
}
