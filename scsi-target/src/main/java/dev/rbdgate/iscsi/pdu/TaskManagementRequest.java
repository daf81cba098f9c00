package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Task Management Function Request (RFC 7143 11.5).
 *
 * @param function the function's code, 0 to 127
 * @param referencedTaskTag the initiator task tag of the task meant, or {@link Bhs#NO_TAG}
 * @param refCmdSn the CmdSN of the task meant
 */
public record TaskManagementRequest(
        boolean immediate,
        int function,
        long lun,
        int initiatorTaskTag,
        int referencedTaskTag,
        int cmdSn,
        int expStatSn,
        int refCmdSn,
        int expDataSn)
        implements CommandPdu {

    private static final int FUNCTION_MASK = 0x7f;
    private static final int REFERENCED_TASK_TAG = 20;
    private static final int REF_CMD_SN = 32;
    private static final int EXP_DATA_SN = 36;

    static TaskManagementRequest decode(ByteBuf header, int at) {
        return new TaskManagementRequest(
                Bhs.isImmediate(header, at),
                header.getByte(at + Bhs.FLAGS) & FUNCTION_MASK,
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getInt(at + REFERENCED_TASK_TAG),
                header.getInt(at + Bhs.CMD_SN),
                header.getInt(at + Bhs.EXP_STAT_SN),
                header.getInt(at + REF_CMD_SN),
                header.getInt(at + EXP_DATA_SN));
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at =
                Bhs.begin(
                        out,
                        Opcode.TASK_MANAGEMENT_REQUEST | Bhs.immediate(immediate),
                        Bhs.FINAL | function);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + REFERENCED_TASK_TAG, referencedTaskTag);
        out.setInt(at + Bhs.CMD_SN, cmdSn);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
        out.setInt(at + REF_CMD_SN, refCmdSn);
        out.setInt(at + EXP_DATA_SN, expDataSn);
    }
}
