package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/** Asynchronous Message (RFC 7143 11.9); what the parameters mean depends on the event. */
public record AsyncMessage(
        long lun,
        SequenceNumbers numbers,
        int event,
        int parameter1,
        int parameter2,
        int parameter3,
        ByteBuf data)
        implements TargetPdu {

    /** A SCSI event, with sense data for the unit of the LUN (RFC 7143 11.9.1). */
    public static final int SCSI_EVENT = 0;

    /** The target requests logout; parameter 3 gives the seconds until then (RFC 7143 11.9.1). */
    public static final int LOGOUT_REQUESTED = 1;

    /**
     * The target has dropped a connection, whose CID is parameter 1; the others are as with all
     * connections.
     */
    public static final int CONNECTION_DROPPED = 2;

    /**
     * The target drops all connections of the session; parameters 2 and 3 are Time2Wait and
     * Time2Retain in seconds.
     */
    public static final int SESSION_DROPPED = 3;

    private static final int ASYNC_EVENT = 36;
    private static final int PARAMETER_1 = 38;
    private static final int PARAMETER_2 = 40;
    private static final int PARAMETER_3 = 42;

    static AsyncMessage decode(ByteBuf header, int at, ByteBuf data) {
        return new AsyncMessage(
                header.getLong(at + Bhs.LUN),
                SequenceNumbers.decode(header, at),
                header.getUnsignedByte(at + ASYNC_EVENT),
                header.getUnsignedShort(at + PARAMETER_1),
                header.getUnsignedShort(at + PARAMETER_2),
                header.getUnsignedShort(at + PARAMETER_3),
                data);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        int at = Bhs.begin(out, Opcode.ASYNC_MESSAGE, Bhs.FINAL);
        Bhs.dataSegmentLength(out, at, data);
        out.setLong(at + Bhs.LUN, lun);
        out.setInt(at + Bhs.INITIATOR_TASK_TAG, Bhs.NO_TAG);
        numbers.encode(out, at);
        out.setByte(at + ASYNC_EVENT, event);
        out.setShort(at + PARAMETER_1, parameter1);
        out.setShort(at + PARAMETER_2, parameter2);
        out.setShort(at + PARAMETER_3, parameter3);
    }
}
