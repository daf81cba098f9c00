package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * What came in place of a PDU of this section: not a PDU of the standard's, so there is no record
 * for it.
 *
 * @param fatal whether nothing more can be read from this connection, since the place where the
 *     next PDU starts is unknown or not worth reaching
 * @param explanation for the log
 */
public record BadPdu(RejectReason reason, RawHeader header, boolean fatal, String explanation)
        implements InitiatorPdu {

    static BadPdu refused(RejectReason reason, RawHeader header, String explanation) {
        return new BadPdu(reason, header, false, explanation);
    }

    static BadPdu fatal(RejectReason reason, RawHeader header, String explanation) {
        return new BadPdu(reason, header, true, explanation);
    }

    @Override
    public void encodeHeader(ByteBuf out) {
        header.writeTo(out);
    }
}
