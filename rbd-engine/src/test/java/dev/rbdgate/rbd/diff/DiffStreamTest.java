package dev.rbdgate.rbd.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.rbd.encoding.Encoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of {@code rbd diff v1} and {@code v2}, as the tool writes them. */
final class DiffStreamTest {

    private static final long MIB = 1 << 20;

    /** What {@code rbd export-diff} of release 16 wrote, but for the content of the data. */
    private static final byte[] GOLDEN_V1 =
            concat(
                    hex("7262642064696666207631 0a 74 02000000 7331 73 0000900000000000"),
                    hex("77 0000000000000000 0012000000000000"),
                    new byte[4608],
                    hex("65"));

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] concat(byte[]... parts) {
        return Encoder.bytes(e -> List.of(parts).forEach(e::raw));
    }

    private static byte[] v2(String content) {
        return concat(hex("7262642064696666207632 0a"), hex(content));
    }

    private static byte[] v1(String content) {
        return concat(hex("7262642064696666207631 0a"), hex(content));
    }

    /** All records, with a payload's pieces joined to one. */
    private static List<DiffRecord> read(byte[] stream, int pieceBytes) {
        DiffReader reader = new DiffReader();
        List<DiffRecord> records = new ArrayList<>();
        for (int at = 0; at < stream.length; at += pieceBytes) {
            ByteBuffer input =
                    ByteBuffer.wrap(stream, at, Math.min(pieceBytes, stream.length - at));
            DiffRecord record = reader.next(input);
            while (record != null) {
                add(records, record);
                record = reader.next(input);
            }
        }
        reader.finish();
        return records;
    }

    private static void add(List<DiffRecord> records, DiffRecord record) {
        if (record instanceof DiffRecord.Payload piece
                && records.getLast() instanceof DiffRecord.Payload before) {
            assertThat(piece.byteOffset())
                    .isEqualTo(before.byteOffset() + before.bytes().remaining());
            ByteBuffer joined =
                    ByteBuffer.allocate(before.bytes().remaining() + piece.bytes().remaining());
            joined.put(before.bytes().duplicate()).put(piece.bytes().duplicate()).flip();
            records.set(records.size() - 1, new DiffRecord.Payload(before.byteOffset(), joined));
        } else {
            records.add(record);
        }
    }

    private static void refused(byte[] stream, String why) {
        for (int piece : new int[] {1, 7, stream.length}) {
            assertThatThrownBy(() -> read(stream, piece))
                    .isInstanceOf(MalformedStreamException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void theToolsVersion1IsReadHoweverItIsCut() {
        List<DiffRecord> expected =
                List.of(
                        new DiffRecord.ToSnapshot("s1"),
                        new DiffRecord.Size(9 * MIB),
                        new DiffRecord.Data(0, 4608),
                        new DiffRecord.Payload(0, ByteBuffer.wrap(new byte[4608])),
                        new DiffRecord.End());
        for (int piece : new int[] {1, 2, 3, 13, 1000, 1 << 20}) {
            assertThat(read(GOLDEN_V1, piece)).as("in pieces of %d", piece).isEqualTo(expected);
        }
    }

    @Test
    void version1IsWrittenAsTheToolWritesIt() {
        assertThat(
                        written(
                                DiffVersion.V1,
                                new DiffRecord.ToSnapshot("s1"),
                                new DiffRecord.Size(9 * MIB),
                                new DiffRecord.Data(0, 4608)))
                .isEqualTo(Arrays.copyOf(GOLDEN_V1, GOLDEN_V1.length - 4609));
        assertThat(written(DiffVersion.V1, new DiffRecord.End())).isEqualTo(v1("65"));
        assertThat(
                        written(
                                DiffVersion.V1,
                                new DiffRecord.FromSnapshot("a"),
                                new DiffRecord.Zero(1, 2)))
                .isEqualTo(v1("66 01000000 61 7a 0100000000000000 0200000000000000"));
        assertThatThrownBy(() -> written(DiffVersion.V1, new DiffRecord.Protection(true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] written(DiffVersion version, DiffRecord... records) {
        DiffEncoder encoder = new DiffEncoder(version);
        return Encoder.bytes(e -> {
            e.raw(version.banner());
            for (DiffRecord record : records) {
                e.raw(encoder.encode(record));
            }
        });
    }

    @Test
    void version2TellsLengths() {
        byte[] stream =
                v2(
                        "66 0500000000000000 01000000 61"
                                + "74 0600000000000000 02000000 7331"
                                + "70 0100000000000000 01"
                                + "73 0800000000000000 0000100000000000"
                                + "77 1300000000000000 0500000000000000 0300000000000000 010203"
                                + "7a 1000000000000000 0800000000000000 f8ff0f0000000000"
                                + "65");
        List<DiffRecord> records =
                List.of(
                        new DiffRecord.FromSnapshot("a"),
                        new DiffRecord.ToSnapshot("s1"),
                        new DiffRecord.Protection(true),
                        new DiffRecord.Size(MIB),
                        new DiffRecord.Data(5, 3),
                        new DiffRecord.Payload(5, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                        new DiffRecord.Zero(8, MIB - 8),
                        new DiffRecord.End());
        assertThat(read(stream, 5)).isEqualTo(records);
        assertThat(read(stream, stream.length)).isEqualTo(records);
        byte[] head =
                written(
                        DiffVersion.V2,
                        records.stream()
                                .filter(record -> !(record instanceof DiffRecord.Payload))
                                .toArray(DiffRecord[]::new));
        assertThat(HexFormat.of().formatHex(head))
                .isEqualTo(HexFormat.of().formatHex(stream).replace("0102037a", "7a"));
    }

    @Test
    void protectionIsOneByteWhateverItsLengthClaims() {
        for (String length : List.of("01", "08")) {
            byte[] stream =
                    v2(
                            "74 0600000000000000 02000000 7331 70"
                                    + length
                                    + "00000000000000 01 73 0800000000000000 0000100000000000 65");
            assertThat(read(stream, 3))
                    .containsExactly(
                            new DiffRecord.ToSnapshot("s1"),
                            new DiffRecord.Protection(true),
                            new DiffRecord.Size(MIB),
                            new DiffRecord.End());
        }
    }

    @Test
    void unknownRecordsOfVersion2AreSkippedByTheirLength() {
        byte[] stream =
                v2(
                        "51 0300000000000000 656565 52 0000000000000000"
                                + "73 0800000000000000 0000100000000000 65");
        assertThat(read(stream, 1)).containsExactly(new DiffRecord.Size(MIB), new DiffRecord.End());
    }

    @Test
    void nothingIsReadBehindTheEnd() {
        DiffReader reader = new DiffReader();
        ByteBuffer input = ByteBuffer.wrap(concat(GOLDEN_V1, hex("0102")));
        while (!reader.ended()) {
            reader.next(input);
        }
        assertThat(reader.next(input)).isNull();
        assertThat(input.remaining()).isEqualTo(2);
    }

    @Test
    void everyTruncationIsToldFromAWholeStream() {
        for (int length = 0; length < 60; length++) {
            byte[] cut = Arrays.copyOf(GOLDEN_V1, length);
            MalformedStreamException refusal =
                    catchThrowableOfType(MalformedStreamException.class, () -> read(cut, 9));
            assertThat(refusal).as("%d bytes", length).hasMessageContaining("cut short");
            assertThat(refusal.streamOffset()).isEqualTo(length);
        }
    }

    @Test
    void hostileStreamsAreRefusedWithTheReason() {
        String size = "73 0000100000000000";
        String sizeV2 = "73 0800000000000000 0000100000000000";
        refused("rbd diff v3\n".getBytes(StandardCharsets.US_ASCII), "first line");
        refused("raw bytes of an image".getBytes(StandardCharsets.US_ASCII), "first line");
        refused(v1("65"), "without the size");
        refused(v1(size + size), "twice");
        refused(v1("73 00000000000000ff"), "size 183");
        refused(v1("77 0000000000000000 0100000000000000"), "before the size");
        refused(v1("7a 0000000000000000 0100000000000000"), "before the size");
        refused(v1(size + "7a 0000100000000000 0100000000000000"), "not of an image");
        refused(v1(size + "7a ffffffffffffffff 0100000000000000"), "not of an image");
        refused(v1(size + "77 0100000000000000 ffffffffffffff7f"), "not of an image");
        refused(v1(size + "77 0100000000000000 ffffffffffffffff"), "not of an image");
        refused(v1("66 00000000"), "1 to 4096 bytes, not 0");
        refused(v1("74 01100000"), "1 to 4096 bytes, not 4097");
        refused(v1("74 ffffffff"), "1 to 4096 bytes, not 4294967295");
        refused(v1("66 01000000 61 66 01000000 62"), "begins at two");
        refused(v1("74 01000000 61 74 01000000 62"), "leads to two");
        refused(v1("70 01"), "unknown record 'p'");
        refused(v1("51"), "unknown record 'Q'");
        refused(v1("00"), "unknown record 0x00");
        refused(v1(size + "7a 0000000000000000 0100000000000000 66"), "after data");
        refused(v2("73 0900000000000000"), "says that it has 9 bytes; it has 8");
        refused(v2("66 0600000000000000 01000000"), "says that it has 6 bytes; it has 5");
        refused(v2(sizeV2 + "7a 1100000000000000"), "it has 16");
        refused(v2(sizeV2 + "77 1100000000000000 0000000000000000 0200000000000000"), "it has 18");
        refused(v2("70 0100000000000000 01 70 0100000000000000 01"), "twice");
        refused(v2("51 ffffffffffffffff"), "18446744073709551615 bytes");
        refused(v2("51 0000000001000000"), "4294967296 bytes");
    }

    @Test
    void aLongClaimTakesNoMemory() {
        byte[] stream = v1("73 0000000000000010 77 0000000000000000 0000000000000010 01");
        DiffReader reader = new DiffReader();
        ByteBuffer input = ByteBuffer.wrap(stream);
        List<DiffRecord> records = new ArrayList<>();
        for (DiffRecord record = reader.next(input); record != null; record = reader.next(input)) {
            records.add(record);
        }
        assertThat(records)
                .containsExactly(
                        new DiffRecord.Size(1L << 60),
                        new DiffRecord.Data(0, 1L << 60),
                        new DiffRecord.Payload(0, ByteBuffer.wrap(new byte[] {1})));
        assertThatThrownBy(reader::finish).isInstanceOf(MalformedStreamException.class);
    }

    @Test
    void dataOfNoBytesHasNoPayload() {
        byte[] stream = v1("73 0000100000000000 77 0000000000000000 0000000000000000 65");
        assertThat(read(stream, 4))
                .containsExactly(
                        new DiffRecord.Size(MIB), new DiffRecord.Data(0, 0), new DiffRecord.End());
    }
}
