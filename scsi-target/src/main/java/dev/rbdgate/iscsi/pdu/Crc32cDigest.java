package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Header and data digests (RFC 7143 13.1); computed over the padding, too (RFC 7143 11.1). */
final class Crc32cDigest {

    static final int LENGTH = 4;

    private final CRC32C crc = new CRC32C();

    /** The digest of a range, as the integer that is on the wire in network byte order. */
    int of(ByteBuf bytes, int at, int length) {
        crc.reset();
        update(bytes, at, length);
        return value();
    }

    /** The digest of a data segment and of the zeros that pad it. */
    int ofPadded(ByteBuf data) {
        crc.reset();
        int length = data.readableBytes();
        update(data, data.readerIndex(), length);
        for (int i = length; i < Bhs.padded(length); i++) {
            crc.update(0);
        }
        return value();
    }

    private void update(ByteBuf bytes, int at, int length) {
        for (ByteBuffer part : bytes.nioBuffers(at, length)) {
            crc.update(part);
        }
    }

    /** RFC 7143 sends the digest least significant byte first. */
    private int value() {
        return Integer.reverseBytes((int) crc.getValue());
    }
}
