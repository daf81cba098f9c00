package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The initiator's end of the wire: blocking, with heap buffers, and no limits of its own. */
public final class InitiatorWire {

    private final DataInputStream in;
    private final OutputStream out;
    private final Crc32cDigest crc = new Crc32cDigest();
    private boolean headerDigest;
    private boolean dataDigest;

    public InitiatorWire(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    public void useDigests(boolean header, boolean data) {
        headerDigest = header;
        dataDigest = data;
    }

    public void send(Pdu pdu) throws IOException {
        out.write(bytes(pdu));
        out.flush();
    }

    public byte[] bytes(Pdu pdu) {
        ByteBuf bytes = Unpooled.buffer();
        pdu.encodeHeader(bytes);
        if (headerDigest) {
            bytes.writeInt(crc.of(bytes, 0, bytes.readableBytes()));
        }
        ByteBuf data = pdu.data();
        int length = data.readableBytes();
        if (length > 0) {
            int digest = crc.ofPadded(data);
            bytes.writeBytes(data, data.readerIndex(), length);
            bytes.writeZero(Bhs.padded(length) - length);
            if (dataDigest) {
                bytes.writeInt(digest);
            }
        }
        byte[] array = new byte[bytes.readableBytes()];
        bytes.readBytes(array);
        return array;
    }

    public TargetPdu receive() throws IOException {
        ByteBuf header = read(Bhs.LENGTH);
        if (headerDigest && read(4).readInt() != crc.of(header, 0, Bhs.LENGTH)) {
            throw new IOException("bad header digest");
        }
        int length = header.getUnsignedMedium(Bhs.DATA_SEGMENT_LENGTH);
        ByteBuf data = read(Bhs.padded(length)).writerIndex(length);
        if (dataDigest && length > 0 && read(4).readInt() != crc.ofPadded(data)) {
            throw new IOException("bad data digest");
        }
        return TargetPdu.decode(header, 0, data);
    }

    private ByteBuf read(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }
}
