package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** What a target sends. */
public sealed interface TargetPdu extends Pdu
        permits NopIn,
                ScsiResponse,
                TaskManagementResponse,
                LoginResponse,
                TextResponse,
                DataIn,
                LogoutResponse,
                ReadyToTransfer,
                AsyncMessage,
                Reject {

    /** StatSN, ExpCmdSN and MaxCmdSN at the time of sending. */
    SequenceNumbers numbers();

    /**
     * Reads the PDU whose header starts at {@code at}; the initiator's side, for tests.
     *
     * @param data the data segment without padding; its ownership passes to the result, or it is
     *     released where the PDU has no use for one
     * @throws IllegalArgumentException for an opcode that no target sends
     */
    static TargetPdu decode(ByteBuf header, int at, ByteBuf data) {
        return switch (header.getByte(at + Bhs.OPCODE) & Bhs.OPCODE_MASK) {
            case Opcode.NOP_IN -> NopIn.decode(header, at, data);
            case Opcode.SCSI_RESPONSE -> ScsiResponse.decode(header, at, data);
            case Opcode.LOGIN_RESPONSE -> LoginResponse.decode(header, at, data);
            case Opcode.TEXT_RESPONSE -> TextResponse.decode(header, at, data);
            case Opcode.DATA_IN -> DataIn.decode(header, at, data);
            case Opcode.ASYNC_MESSAGE -> AsyncMessage.decode(header, at, data);
            case Opcode.REJECT -> Reject.decode(header, at, data);
            case Opcode.TASK_MANAGEMENT_RESPONSE -> {
                data.release();
                yield TaskManagementResponse.decode(header, at);
            }
            case Opcode.LOGOUT_RESPONSE -> {
                data.release();
                yield LogoutResponse.decode(header, at);
            }
            case Opcode.READY_TO_TRANSFER -> {
                data.release();
                yield ReadyToTransfer.decode(header, at);
            }
            default -> {
                data.release();
                throw new IllegalArgumentException(
                        "no target opcode: " + RawHeader.copyOf(header, at));
            }
        };
    }
}
