package dev.rbdgate.rbd.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Ceph encoding by literal bytes. */
final class EncodingTest {

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @Test
    void numbersAreLittleEndian() {
        assertThat(
                        Encoder.bytes(e ->
                                e.u8(0xFE)
                                        .u16(0x0102)
                                        .u32(0xFFFFFFFEL)
                                        .u64(0x0102030405060708L)
                                        .bool(true)))
                .isEqualTo(hex("fe 0201 feffffff 0807060504030201 01"));
    }

    @Test
    void stringsListsMapsAndOptionalsCarryTheirCounts() {
        byte[] bytes =
                Encoder.bytes(e ->
                        e.string("é")
                                .list(List.of(1L, 2L), Encoder::u64)
                                .map(Map.of("k", new byte[] {7}), Encoder::blob)
                                .optional(OptionalLong.empty())
                                .optional(OptionalLong.of(5)));
        assertThat(bytes)
                .isEqualTo(
                        hex(
                                "02000000 c3a9 02000000 0100000000000000 0200000000000000"
                                        + "01000000 01000000 6b 01000000 07 00 01 0500000000000000"));
        Decoder decoder = new Decoder(bytes);
        assertThat(decoder.string()).isEqualTo("é");
        assertThat(decoder.list(Decoder::u64)).containsExactly(1L, 2L);
        assertThat(decoder.map(Decoder::blob)).containsOnlyKeys("k");
        assertThat(decoder.optional()).isEmpty();
        assertThat(decoder.optional()).hasValue(5);
        assertThat(decoder.hasRemaining()).isFalse();
    }

    @Test
    void timesAreSecondsAndNanoseconds() {
        Instant time = Instant.ofEpochSecond(0x6b02e070L, 0x2f765c35);
        byte[] bytes = Encoder.bytes(e -> e.time(time));
        assertThat(bytes).isEqualTo(hex("70e0026b 355c762f"));
        assertThat(new Decoder(bytes).time()).isEqualTo(time);
        assertThat(Encoder.bytes(e -> e.time(Instant.EPOCH))).isEqualTo(new byte[8]);
    }

    @Test
    void anEnvelopeHidesWhatNewerVersionsAdd() {
        Decoder decoder = new Decoder(hex("02 01 05000000 2a000000 ff 07"));
        long value = decoder.envelope(1, (_, content) -> content.u32());
        assertThat(value).isEqualTo(42);
        assertThat(decoder.u8()).isEqualTo(7);
    }

    @Test
    void anEnvelopeForNewerReadersIsRefused() {
        Decoder decoder = new Decoder(hex("03 02 00000000"));
        assertThatThrownBy(() -> decoder.envelope(1, (_, content) -> content.u32()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void anEnvelopeBoundsItsContent() {
        Decoder decoder = new Decoder(hex("01 01 02000000 2a000000"));
        assertThatThrownBy(() -> decoder.envelope(1, (_, content) -> content.u32()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void lengthsBeyondTheEndAllocateNothing() {
        for (String digits : List.of("ffffffff", "ffffff7f 00", "05000000 61")) {
            assertThatThrownBy(() -> new Decoder(hex(digits)).string())
                    .isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> new Decoder(hex(digits)).list(Decoder::u64))
                    .isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> new Decoder(hex(digits)).map(Decoder::u64))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> new Decoder(hex("01 01 ff000000")).envelope(1, (_, _) -> 0))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Decoder(new byte[7]).u64())
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void addressesAreInTheNewFormAndInTheText() throws Exception {
        byte[] bytes =
                hex(
                        "01 0101 1c000000 01000000 4850cc89 10000000 0200 0000 7f000001 0000000000000000");
        EntityAddress address = EntityAddress.decode(new Decoder(bytes));
        assertThat(address.toBytes()).isEqualTo(bytes);
        assertThat(address.legacyText()).isEqualTo("127.0.0.1:0/2311868488");
        assertThat(
                        EntityAddress.of(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0, 0x89cc5048))
                .isEqualTo(address);
        EntityAddress six =
                EntityAddress.of(
                        InetAddress.getByAddress(hex("20010db8000000000000000000000001")), 6789, 5);
        assertThat(six.socketAddress()).hasSize(28);
        assertThat(six.legacyText()).isEqualTo("[2001:db8:0:0:0:0:0:1]:6789/5");
        assertThat(EntityAddress.decode(new Decoder(six.toBytes()))).isEqualTo(six);
        assertThat(EntityAddress.EMPTY.legacyText()).isEqualTo(":/0");
    }

    @Test
    void addressesOfOldPeersAreRead() {
        byte[] old =
                Encoder.bytes(e ->
                        e.raw(hex("00 000000 4850cc89 0002 1a85 7f000001")).raw(new byte[120]));
        EntityAddress address = EntityAddress.decode(new Decoder(old));
        assertThat(address.legacyText()).isEqualTo("127.0.0.1:6789/2311868488");
    }

    @Test
    void checksumsHaveNoInversions() {
        assertThat(Crc.of(hex("010108000000 1900000000000000"))).isEqualTo(0x65c6ca1b);
        assertThat(Crc.of(hex("51451444000000"))).isEqualTo(0x62cd67e6);
        assertThat(Crc.of(new byte[7])).isZero();
        assertThat(Crc.of(new byte[4096])).isZero();
        assertThat(Crc.of(new byte[10_000])).isZero();
    }
}
