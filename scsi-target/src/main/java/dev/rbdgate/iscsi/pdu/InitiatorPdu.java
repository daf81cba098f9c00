package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** What an initiator sends. */
public sealed interface InitiatorPdu extends Pdu
        permits CommandPdu, DataOut, LoginRequest, SnackRequest, BadPdu {

    /**
     * Reads the PDU whose header starts at {@code at}.
     *
     * @param header holds the basic and the additional header segments
     * @param data the data segment without padding; its ownership passes to the result, or it is
     *     released where the PDU has no use for one
     */
    static InitiatorPdu decode(ByteBuf header, int at, ByteBuf data) {
        return switch (header.getByte(at + Bhs.OPCODE) & Bhs.OPCODE_MASK) {
            case Opcode.NOP_OUT -> NopOut.decode(header, at, data);
            case Opcode.SCSI_COMMAND -> ScsiCommand.decode(header, at, data);
            case Opcode.LOGIN_REQUEST -> LoginRequest.decode(header, at, data);
            case Opcode.TEXT_REQUEST -> TextRequest.decode(header, at, data);
            case Opcode.DATA_OUT -> DataOut.decode(header, at, data);
            case Opcode.TASK_MANAGEMENT_REQUEST -> {
                data.release();
                yield TaskManagementRequest.decode(header, at);
            }
            case Opcode.LOGOUT_REQUEST -> {
                data.release();
                yield LogoutRequest.decode(header, at);
            }
            case Opcode.SNACK_REQUEST -> {
                data.release();
                yield SnackRequest.decode(header, at);
            }
            default -> {
                data.release();
                yield BadPdu.refused(
                        RejectReason.COMMAND_NOT_SUPPORTED,
                        RawHeader.copyOf(header, at),
                        "unknown opcode");
            }
        };
    }
}
