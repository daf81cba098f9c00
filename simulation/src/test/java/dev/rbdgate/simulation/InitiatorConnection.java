package dev.rbdgate.simulation;

import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.LogoutResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.SequenceNumbers;
import dev.rbdgate.iscsi.pdu.TargetPdu;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.iscsi.pdu.TextResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;

/** One connection of a session, at the initiator: PDUs and their numbering. */
final class InitiatorConnection implements Wire.End {

    private static final int DATA_LENGTH_AT = 5;
    private static final int DIGEST_BYTES = 4;
    private static final int DEFAULT_SEGMENT_BYTES = 8192;
    private static final int FIRST_BUFFER_BYTES = 1 << 10;

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final InitiatorSession session;
    private final Wire wire;
    private final int cid;

    /** What has arrived and is not taken yet: from {@link #taken} to {@link #end}. */
    private byte[] arrived = new byte[FIRST_BUFFER_BYTES];

    private int taken;
    private int end;
    private boolean headerDigest;
    private boolean dataDigest;
    private int segmentBytes = DEFAULT_SEGMENT_BYTES;
    private boolean numbered;
    private int expStatSn;
    private boolean open = true;

    InitiatorConnection(InitiatorSession session, Wire wire, int cid) {
        this.session = session;
        this.wire = wire;
        this.cid = cid;
    }

    int cid() {
        return cid;
    }

    int expStatSn() {
        return expStatSn;
    }

    Wire wire() {
        return wire;
    }

    boolean isOpen() {
        return open;
    }

    /** Goes by the keys that the target has answered. */
    void use(Map<String, String> keys) {
        headerDigest = "CRC32C".equals(keys.get("HeaderDigest"));
        dataDigest = "CRC32C".equals(keys.get("DataDigest"));
        String segment = keys.get("MaxRecvDataSegmentLength");
        segmentBytes = segment == null ? DEFAULT_SEGMENT_BYTES : Integer.parseInt(segment);
    }

    /** Most data that the target takes in one PDU. */
    int segmentBytes() {
        return segmentBytes;
    }

    void close() {
        open = false;
        wire.closedByInitiator();
    }

    /** The cable is pulled. */
    void cut(boolean targetNotices) {
        wire.cut(targetNotices);
        reset();
    }

    void send(InitiatorPdu pdu) {
        ByteBuf bytes = Unpooled.buffer();
        pdu.encodeHeader(bytes);
        if (headerDigest) {
            bytes.writeIntLE(crc(bytes.array(), 0, bytes.readableBytes()));
        }
        int length = pdu.data().readableBytes();
        if (length > 0) {
            int at = bytes.writerIndex();
            bytes.writeBytes(pdu.data(), pdu.data().readerIndex(), length);
            bytes.writeZero(-length & 3);
            if (dataDigest) {
                bytes.writeIntLE(crc(bytes.array(), at, bytes.writerIndex() - at));
            }
        }
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all);
        wire.toTarget(all);
    }

    private static int crc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, length);
        return (int) crc.getValue();
    }

    @Override
    public void received(byte[] bytes) {
        if (!open) {
            return;
        }
        makeRoom(bytes.length);
        System.arraycopy(bytes, 0, arrived, end, bytes.length);
        end += bytes.length;
        for (int length = pduLength(taken); open && length > 0; length = pduLength(taken)) {
            TargetPdu pdu = decode(taken, length);
            taken += length;
            take(pdu);
        }
    }

    private void makeRoom(int length) {
        int left = end - taken;
        if (end + length > arrived.length) {
            byte[] next =
                    left + length > arrived.length / 2 ? new byte[2 * (left + length)] : arrived;
            System.arraycopy(arrived, taken, next, 0, left);
            arrived = next;
            taken = 0;
            end = left;
        }
    }

    private int dataLength(int at) {
        return (arrived[at + DATA_LENGTH_AT] & 0xff) << 16
                | (arrived[at + DATA_LENGTH_AT + 1] & 0xff) << 8
                | (arrived[at + DATA_LENGTH_AT + 2] & 0xff);
    }

    /** Of the PDU that begins at {@code at}, if it is there as a whole; else 0. */
    private int pduLength(int at) {
        int left = end - at;
        if (left < Bhs.LENGTH) {
            return 0;
        }
        int data = dataLength(at);
        int length =
                Bhs.LENGTH
                        + (headerDigest ? DIGEST_BYTES : 0)
                        + (data + 3 & ~3)
                        + (dataDigest && data > 0 ? DIGEST_BYTES : 0);
        return left < length ? 0 : length;
    }

    private TargetPdu decode(int at, int length) {
        int body = at + Bhs.LENGTH;
        if (headerDigest) {
            checkDigest(at, Bhs.LENGTH);
            body += DIGEST_BYTES;
        }
        int data = dataLength(at);
        if (dataDigest && data > 0) {
            checkDigest(body, data + 3 & ~3);
        }
        return TargetPdu.decode(
                Unpooled.wrappedBuffer(arrived, at, length),
                0,
                Unpooled.wrappedBuffer(Arrays.copyOfRange(arrived, body, body + data)));
    }

    private void checkDigest(int at, int length) {
        int sent = (int) LITTLE_ENDIAN.get(arrived, at + length);
        if (sent != crc(arrived, at, length)) {
            throw new Violation(session + ": a digest is wrong");
        }
    }

    private void take(TargetPdu pdu) {
        SequenceNumbers numbers = pdu.numbers();
        boolean carriesStatus =
                switch (pdu) {
                    case DataIn data -> data.hasStatus();
                    case NopIn nop -> nop.initiatorTaskTag() != Bhs.NO_TAG;
                    case ReadyToTransfer _ -> false;
                    case ScsiResponse _,
                            TaskManagementResponse _,
                            LoginResponse _,
                            TextResponse _,
                            LogoutResponse _,
                            AsyncMessage _,
                            Reject _ ->
                            true;
                };
        if (carriesStatus) {
            if (numbered && numbers.statSn() != expStatSn) {
                throw new Violation(
                        "%s: StatSN %d instead of %d in %s"
                                .formatted(session, numbers.statSn(), expStatSn, pdu));
            }
            numbered = true;
            expStatSn = numbers.statSn() + 1;
        }
        session.received(this, pdu);
    }

    @Override
    public void ended() {
        reset();
    }

    @Override
    public void reset() {
        if (open) {
            open = false;
            session.connectionLost(this);
        }
    }
}
