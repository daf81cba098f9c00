package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;

/** The 48 bytes of a basic header segment as they came, for Reject and for logs. Immutable. */
public final class RawHeader {

    private final byte[] bytes;

    private RawHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RawHeader copyOf(ByteBuf header, int at) {
        byte[] bytes = new byte[Bhs.LENGTH];
        header.getBytes(at, bytes);
        return new RawHeader(bytes);
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawHeader that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
