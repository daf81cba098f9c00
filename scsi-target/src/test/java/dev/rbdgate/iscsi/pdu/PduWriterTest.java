package dev.rbdgate.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PduWriterTest {

    private static final SequenceNumbers NUMBERS = new SequenceNumbers(1, 2, 3);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final PduWriter writer = new PduWriter(channel, PooledByteBufAllocator.DEFAULT);

    @AfterEach
    void close() {
        writer.close();
        channel.finishAndReleaseAll();
    }

    private static ByteBuf payload(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(bytes);
    }

    private static DataIn dataIn(ByteBuf data) {
        return new DataIn(true, false, 0, 7, NUMBERS, 0, 0, Residual.NONE, data);
    }

    private byte[] sent() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private InitiatorWire reader(byte[] bytes) {
        return new InitiatorWire(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    }

    @Test
    void nothingIsSentBeforeTheFlush() {
        writer.write(new TaskManagementResponse(0, 0, 1, NUMBERS));
        assertThat(channel.outboundMessages()).isEmpty();
        writer.flush();
        assertThat(sent()).hasSize(Bhs.LENGTH);
    }

    @Test
    void headersOfSuccessivePdusLeaveInOneBuffer() {
        for (int i = 0; i < 10; i++) {
            writer.write(new TaskManagementResponse(0, 0, i, NUMBERS));
        }
        writer.flush();
        ByteBuf only = channel.readOutbound();
        assertThat(only.readableBytes()).isEqualTo(10 * Bhs.LENGTH);
        only.release();
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void payloadLeavesAsTheBufferItIs() {
        ByteBuf data = payload(4096);
        writer.write(dataIn(data));
        writer.flush();
        ByteBuf header = channel.readOutbound();
        assertThat(header.readableBytes()).isEqualTo(Bhs.LENGTH);
        header.release();
        ByteBuf sent = channel.readOutbound();
        assertThat(sent).isSameAs(data);
        sent.release();
    }

    @Test
    void paddingFollowsThePayload() throws IOException {
        writer.write(dataIn(payload(2001)));
        writer.write(new TaskManagementResponse(0, 0, 9, NUMBERS));
        writer.flush();
        byte[] bytes = sent();
        assertThat(bytes).hasSize(2 * Bhs.LENGTH + 2004);
        InitiatorWire reader = reader(bytes);
        byte[] expected = new byte[2001];
        new Random(2001).nextBytes(expected);
        assertThat(reader.receive().data()).isEqualTo(Unpooled.wrappedBuffer(expected));
        assertThat(reader.receive()).isEqualTo(new TaskManagementResponse(0, 0, 9, NUMBERS));
    }

    @Test
    void digestsAreWrittenForHeaderAndData() throws IOException {
        writer.configure(true, true);
        writer.write(dataIn(payload(5001)));
        writer.write(new NopIn(0, 1, -1, NUMBERS, Unpooled.copiedBuffer(new byte[] {1, 2, 3})));
        writer.write(new TaskManagementResponse(0, 0, 9, NUMBERS));
        writer.flush();
        InitiatorWire reader = reader(sent());
        reader.useDigests(true, true);
        assertThat(reader.receive()).isInstanceOf(DataIn.class);
        assertThat(reader.receive().data().readableBytes()).isEqualTo(3);
        assertThat(reader.receive()).isInstanceOf(TaskManagementResponse.class);
    }

    @Test
    void manyPdusGoThroughManyBlocks() throws IOException {
        for (int i = 0; i < 2000; i++) {
            writer.write(new TaskManagementResponse(0, 0, i, NUMBERS));
            if (i % 100 == 0) {
                writer.write(dataIn(payload(1500)));
            }
        }
        writer.flush();
        InitiatorWire reader = reader(sent());
        for (int i = 0; i < 2000; i++) {
            assertThat(((TaskManagementResponse) reader.receive()).initiatorTaskTag()).isEqualTo(i);
            if (i % 100 == 0) {
                assertThat(reader.receive()).isInstanceOf(DataIn.class);
            }
        }
    }

    @Test
    void muchPayloadIsSentWithoutWaitingForTheFlush() {
        writer.write(dataIn(payload(256 << 10)));
        assertThat(sent()).hasSize(Bhs.LENGTH + (256 << 10));
    }

    @Test
    void afterTheEndPdusAreDroppedAndReleased() {
        writer.close();
        ByteBuf data = payload(100);
        writer.write(dataIn(data));
        writer.flush();
        assertThat(data.refCnt()).isZero();
        assertThat(sent()).isEmpty();
    }

    /** The digest of 32 zero bytes (RFC 7143 Appendix A is taken from RFC 3720 B.4). */
    @Test
    void crc32cIsTheOneOfTheStandard() {
        ByteBuf zeros = Unpooled.buffer(32).writeZero(32);
        assertThat(new Crc32cDigest().of(zeros, 0, 32)).isEqualTo(0xaa36918a);
        ByteBuf ones = Unpooled.buffer(32);
        for (int i = 0; i < 32; i++) {
            ones.writeByte(0xff);
        }
        assertThat(new Crc32cDigest().of(ones, 0, 32)).isEqualTo(0x43aba862);
    }
}
