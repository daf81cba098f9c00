package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Sense;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** The data segment that carries sense data (RFC 7143 11.4.7 and 11.9.4). */
final class SenseData {

    private SenseData() {}

    /** Sense length, then the sense data; nothing without sense. */
    static ByteBuf of(@Nullable Sense sense) {
        if (sense == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        byte[] bytes = sense.encode();
        return Unpooled.buffer(Short.BYTES + bytes.length)
                .writeShort(bytes.length)
                .writeBytes(bytes);
    }
}
