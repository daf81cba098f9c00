package dev.rbdgate.iscsi.pdu;

import dev.rbdgate.scsi.Cdb;
import io.netty.buffer.ByteBuf;

/**
 * SCSI Command (RFC 7143 11.3).
 *
 * @param isFinal whether no unsolicited Data-Out follows
 * @param attribute the task attribute's code, 0 to 7 (RFC 7143 11.3.1)
 * @param priority the command priority, 0 to 15; 0 is none given (RFC 7144 5.1)
 * @param expectedBytes Expected Data Transfer Length, unsigned; of data-out when both directions
 *     are asked for
 * @param bidirectionalReadBytes from the additional header segment (RFC 7143 11.2.2.4), else 0
 * @param data immediate data
 */
public record ScsiCommand(
        boolean immediate,
        boolean isFinal,
        boolean read,
        boolean write,
        int attribute,
        int priority,
        long lun,
        int initiatorTaskTag,
        long expectedBytes,
        int cmdSn,
        int expStatSn,
        Cdb cdb,
        long bidirectionalReadBytes,
        ByteBuf data)
        implements CommandPdu {

    private static final int READ = 0x40;
    private static final int WRITE = 0x20;
    private static final int ATTRIBUTE_MASK = 0x07;
    private static final int PRIORITY = 2;
    private static final int PRIORITY_SHIFT = 4;
    private static final int EXPECTED_DATA_TRANSFER_LENGTH = 20;

    static InitiatorPdu decode(ByteBuf header, int at, ByteBuf data) {
        AdditionalHeader additional;
        try {
            additional = AdditionalHeader.decode(header, at);
        } catch (AdditionalHeader.Malformed malformed) {
            data.release();
            return BadPdu.refused(
                    RejectReason.INVALID_PDU_FIELD,
                    RawHeader.copyOf(header, at),
                    String.valueOf(malformed.getMessage()));
        }
        return new ScsiCommand(
                Bhs.isImmediate(header, at),
                Bhs.flag(header, at, Bhs.FINAL),
                Bhs.flag(header, at, READ),
                Bhs.flag(header, at, WRITE),
                header.getByte(at + Bhs.FLAGS) & ATTRIBUTE_MASK,
                header.getUnsignedByte(at + PRIORITY) >> PRIORITY_SHIFT,
                header.getLong(at + Bhs.LUN),
                header.getInt(at + Bhs.INITIATOR_TASK_TAG),
                header.getUnsignedInt(at + EXPECTED_DATA_TRANSFER_LENGTH),
                header.getInt(at + Bhs.CMD_SN),
                header.getInt(at + Bhs.EXP_STAT_SN),
                additional.cdb(),
                additional.bidirectionalReadBytes(),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int flags =
                (isFinal ? Bhs.FINAL : 0)
                        | (read ? READ : 0)
                        | (write ? WRITE : 0)
                        | (attribute & ATTRIBUTE_MASK);
        int at = Bhs.begin(out, Opcode.SCSI_COMMAND | Bhs.immediate(immediate), flags);
        Bhs.dataSegmentLength(out, at, data);
        out.setByte(at + PRIORITY, priority << PRIORITY_SHIFT);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, initiatorTaskTag);
        out.setInt(at + EXPECTED_DATA_TRANSFER_LENGTH, (int) expectedBytes);
        out.setInt(at + Bhs.CMD_SN, cmdSn);
        out.setInt(at + Bhs.EXP_STAT_SN, expStatSn);
        new AdditionalHeader(cdb, bidirectionalReadBytes).encode(out, at);
    }
}
