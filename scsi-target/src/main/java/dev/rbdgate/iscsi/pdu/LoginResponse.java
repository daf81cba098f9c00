package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Login Response (RFC 7143 11.13).
 *
 * @param transit T: the target agrees to leave the stage
 * @param toBeContinued C: the text goes on in the next response
 * @param status status class and detail, {@code class << 8 | detail} (RFC 7143 11.13.5)
 */
public record LoginResponse(
        boolean transit,
        boolean toBeContinued,
        int currentStage,
        int nextStage,
        int versionMax,
        int versionActive,
        long isid,
        int tsih,
        int initiatorTaskTag,
        SequenceNumbers numbers,
        int status,
        ByteBuf data)
        implements TargetPdu {

    private static final int VERSION_ACTIVE = 3;
    private static final int STATUS_CLASS = 36;

    static LoginResponse decode(ByteBuf header, int at, ByteBuf data) {
        int flags = header.getByte(at + Bhs.FLAGS);
        return new LoginResponse(
                (flags & LoginRequest.TRANSIT) != 0,
                (flags & LoginRequest.CONTINUE) != 0,
                flags >> LoginRequest.CURRENT_STAGE_SHIFT & LoginRequest.STAGE_MASK,
                flags & LoginRequest.STAGE_MASK,
                header.getUnsignedByte(at + LoginRequest.VERSION_MAX),
                header.getUnsignedByte(at + VERSION_ACTIVE),
                LoginRequest.isid(header, at),
                header.getUnsignedShort(at + LoginRequest.TSIH),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                SequenceNumbers.decode(header, at),
                header.getUnsignedShort(at + STATUS_CLASS),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at =
                Bhs.begin(
                        out,
                        Opcode.LOGIN_RESPONSE,
                        LoginRequest.flags(transit, toBeContinued, currentStage, nextStage));
        Bhs.dataSegmentLength(out, at, data);
        out.setByte(at + LoginRequest.VERSION_MAX, versionMax);
        out.setByte(at + VERSION_ACTIVE, versionActive);
        LoginRequest.isid(out, at, isid);
        out.setShort(at + LoginRequest.TSIH, tsih);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        numbers.encode(out, at);
        out.setShort(at + STATUS_CLASS, status);
    }
}
