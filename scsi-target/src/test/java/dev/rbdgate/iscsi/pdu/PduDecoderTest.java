package dev.rbdgate.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PduDecoderTest {

    private static final int LIMIT = 256 << 10;
    private static final int OPCODE_NOP_OUT = 0x00;

    private final PduDecoder decoder = new PduDecoder(PooledByteBufAllocator.DEFAULT, LIMIT);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static NopOut nop(int tag, byte[] data) {
        return new NopOut(false, 0, tag, Bhs.NO_TAG, 0, 0, Unpooled.wrappedBuffer(data));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] wire(boolean digests, Pdu... pdus) {
        InitiatorWire wire =
                new InitiatorWire(InputStream.nullInputStream(), OutputStream.nullOutputStream());
        wire.useDigests(digests, digests);
        ByteBuf all = Unpooled.buffer();
        for (Pdu pdu : pdus) {
            all.writeBytes(wire.bytes(pdu));
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private void feed(byte[] bytes, int step) {
        for (int at = 0; at < bytes.length; at += step) {
            int length = Math.min(step, bytes.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
        }
    }

    private List<byte[]> received() {
        List<byte[]> data = new ArrayList<>();
        for (NopOut pdu = channel.readInbound(); pdu != null; pdu = channel.readInbound()) {
            byte[] bytes = new byte[pdu.data().readableBytes()];
            pdu.data().readBytes(bytes);
            pdu.data().release();
            data.add(bytes);
        }
        return data;
    }

    @Test
    void pdusAreCutOutOfTheStreamWhereverItIsDivided() {
        byte[] stream =
                wire(
                        false,
                        nop(1, new byte[0]),
                        nop(2, random(1)),
                        nop(3, random(513)),
                        nop(4, random(70_000)),
                        nop(5, random(4)),
                        nop(6, random(LIMIT)),
                        nop(7, random(3)));
        for (int step : new int[] {47, 48, 49, 4096, 65_536, 65_537, stream.length}) {
            feed(stream, step);
            assertThat(received())
                    .as("in steps of %d", step)
                    .containsExactly(
                            new byte[0],
                            random(1),
                            random(513),
                            random(70_000),
                            random(4),
                            random(LIMIT),
                            random(3));
        }
    }

    @Test
    void pdusAreCutOutOfSingleBytes() {
        byte[] stream = wire(false, nop(1, new byte[0]), nop(2, random(1)), nop(3, random(4097)));
        for (int round = 0; round < 20; round++) {
            feed(stream, 1);
            assertThat(received()).containsExactly(new byte[0], random(1), random(4097));
        }
    }

    @Test
    void digestsAreCheckedAndTakenAway() {
        decoder.configure(LIMIT, true, true);
        byte[] stream = wire(true, nop(1, random(5)), nop(2, new byte[0]), nop(3, random(100_001)));
        for (int step : new int[] {50, 10_000, stream.length}) {
            feed(stream, step);
            assertThat(received()).containsExactly(random(5), new byte[0], random(100_001));
        }
    }

    @Test
    void payloadIsASliceOfTheReceiveBuffer() {
        ByteBuf lent = decoder.receiveBuffers().newHandle().allocate(channel.alloc());
        lent.writeBytes(wire(false, nop(1, random(4096))));
        long address = lent.memoryAddress();
        channel.writeInbound(lent);
        NopOut pdu = channel.readInbound();
        assertThat(pdu.data().memoryAddress()).isEqualTo(address + Bhs.LENGTH);
        pdu.data().release();
    }

    @Test
    void restOfALongSegmentIsReadIntoABufferOfItsOwn() {
        byte[] stream = wire(false, nop(1, random(LIMIT)));
        ByteBuf first = decoder.receiveBuffers().newHandle().allocate(channel.alloc());
        int length = first.writableBytes();
        first.writeBytes(stream, 0, length);
        channel.writeInbound(first);
        ByteBuf rest = decoder.receiveBuffers().newHandle().allocate(channel.alloc());
        assertThat(rest.writableBytes()).isEqualTo(stream.length - length);
        rest.writeBytes(stream, length, stream.length - length);
        channel.writeInbound(rest);
        assertThat(received()).containsExactly(random(LIMIT));
    }

    @Test
    void blockIsUsedAgainWhenItsPayloadHasBeenReleased() {
        ByteBuf first = decoder.receiveBuffers().newHandle().allocate(channel.alloc());
        long address = first.memoryAddress();
        first.writeBytes(wire(false, nop(1, random(100))));
        channel.writeInbound(first);
        received();
        ByteBuf second = decoder.receiveBuffers().newHandle().allocate(channel.alloc());
        assertThat(second.memoryAddress()).isEqualTo(address);
        second.release();
    }

    @Test
    void payloadThatIsStillInUseIsNotOverwritten() {
        feed(wire(false, nop(1, random(1000))), 1048);
        NopOut kept = channel.readInbound();
        for (int i = 0; i < 100; i++) {
            feed(wire(false, nop(2, new byte[4000])), 4048);
        }
        received();
        byte[] bytes = new byte[1000];
        kept.data().readBytes(bytes);
        assertThat(bytes).isEqualTo(random(1000));
        kept.data().release();
    }

    @Test
    void dataSegmentOverTheLimitIsFatalBeforeAnythingIsAllocated() {
        ByteBuf header = Unpooled.buffer(Bhs.LENGTH).writeZero(Bhs.LENGTH);
        header.setByte(0, OPCODE_NOP_OUT).setMedium(5, LIMIT + 1);
        channel.writeInbound(header);
        BadPdu bad = channel.readInbound();
        assertThat(bad.reason()).isEqualTo(RejectReason.INVALID_PDU_FIELD);
        assertThat(bad.fatal()).isTrue();
        assertThat(bad.explanation()).contains(String.valueOf(LIMIT + 1));
    }

    @Test
    void nothingIsBelievedAfterAFatalError() {
        ByteBuf header = Unpooled.buffer(Bhs.LENGTH).writeZero(Bhs.LENGTH).setMedium(5, LIMIT + 1);
        channel.writeInbound(header);
        channel.readInbound();
        for (int i = 0; i < 50; i++) {
            feed(wire(false, nop(1, random(5000))), 5048);
            ByteBuf lent = decoder.receiveBuffers().newHandle().allocate(channel.alloc());
            assertThat(lent.writableBytes()).isPositive();
            lent.writerIndex(lent.capacity());
            channel.writeInbound(lent);
        }
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void wrongHeaderDigestIsFatal() {
        decoder.configure(LIMIT, true, false);
        byte[] stream = wire(true, nop(1, new byte[0]));
        stream[48] ^= 1;
        feed(stream, stream.length);
        BadPdu bad = channel.readInbound();
        assertThat(bad.fatal()).isTrue();
        assertThat(bad.explanation()).isEqualTo("header digest");
    }

    @Test
    void wrongDataDigestIsFatalInOnePieceAndInTwo() {
        for (int length : new int[] {100, 100_000}) {
            PduDecoder own = new PduDecoder(PooledByteBufAllocator.DEFAULT, LIMIT);
            own.configure(LIMIT, true, true);
            EmbeddedChannel ownChannel = new EmbeddedChannel(own);
            byte[] stream = wire(true, nop(1, random(length)));
            stream[60] ^= 1;
            ownChannel.writeInbound(Unpooled.wrappedBuffer(stream));
            BadPdu bad = ownChannel.readInbound();
            assertThat(bad.reason()).isEqualTo(RejectReason.DATA_DIGEST_ERROR);
            ownChannel.finishAndReleaseAll();
        }
    }

    @Test
    void limitAndDigestsCanChangeBetweenPdus() {
        feed(wire(false, nop(1, random(8))), 1000);
        decoder.configure(16, true, true);
        feed(wire(true, nop(2, random(16))), 1000);
        assertThat(received()).containsExactly(random(8), random(16));
        feed(wire(true, nop(3, random(17))), 1000);
        Object bad = channel.readInbound();
        assertThat(bad).isInstanceOf(BadPdu.class);
    }

    @Test
    void truncatedPduIsForgottenWithTheConnection() {
        byte[] stream = wire(false, nop(1, random(LIMIT)));
        feed(Arrays.copyOf(stream, 100_000), 30_000);
        var _ = channel.close();
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void idleDecoderKeepsNoBlock() {
        feed(wire(false, nop(1, random(8))), 1000);
        received();
        decoder.trim();
        feed(wire(false, nop(2, random(9))), 10);
        decoder.trim();
        assertThat(received()).containsExactly(random(9));
    }
}
