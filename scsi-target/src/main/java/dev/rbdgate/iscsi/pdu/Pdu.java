package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A protocol data unit: its header's fields, and its data segment as it lies in memory. */
public sealed interface Pdu permits InitiatorPdu, TargetPdu {

    /** Appends the basic header segment and additional header segments, without digests. */
    void encodeHeader(ByteBuf out);

    /** The data segment without padding; owned by this record. */
    default ByteBuf data() {
        return Unpooled.EMPTY_BUFFER;
    }
}
