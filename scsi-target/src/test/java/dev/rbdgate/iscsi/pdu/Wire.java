package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Bytes as the standard draws them. */
final class Wire {

    private Wire() {}

    /** Hexadecimal digits; white space is for the reader. */
    static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }

    static String hex(ByteBuf bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            text.append("%02x".formatted(bytes.getUnsignedByte(i)));
        }
        return text.toString();
    }

    static String hex(String withSpaces) {
        return withSpaces.replaceAll("\\s", "");
    }

    /** Header, data and padding, without digests. */
    static String hex(Pdu pdu) {
        ByteBuf out = Unpooled.buffer();
        pdu.encodeHeader(out);
        int length = pdu.data().readableBytes();
        out.writeBytes(pdu.data(), pdu.data().readerIndex(), length);
        out.writeZero(Bhs.padded(length) - length);
        return hex(out);
    }
}
