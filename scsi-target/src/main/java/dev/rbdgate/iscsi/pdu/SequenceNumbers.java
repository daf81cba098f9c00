package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * The numbers that every PDU of a target carries (RFC 7143 4.2.2).
 *
 * @param statSn of this status, or the next one's when the PDU carries no status; 0 in Data-In
 *     without status
 * @param expCmdSn the next CmdSN that the target expects
 * @param maxCmdSn the last CmdSN that the target would accept
 */
public record SequenceNumbers(int statSn, int expCmdSn, int maxCmdSn) {

    private static final int STAT_SN = 24;
    private static final int EXP_CMD_SN = 28;
    private static final int MAX_CMD_SN = 32;

    void encode(ByteBuf out, int at) {
        out.setInt(at + STAT_SN, statSn);
        out.setInt(at + EXP_CMD_SN, expCmdSn);
        out.setInt(at + MAX_CMD_SN, maxCmdSn);
    }

    static SequenceNumbers decode(ByteBuf header, int at) {
        return new SequenceNumbers(
                header.getInt(at + STAT_SN),
                header.getInt(at + EXP_CMD_SN),
                header.getInt(at + MAX_CMD_SN));
    }
}
