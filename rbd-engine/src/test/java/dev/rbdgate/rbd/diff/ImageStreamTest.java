package dev.rbdgate.rbd.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of {@code rbd image v2}, as {@code rbd export --export-format 2} writes them. */
final class ImageStreamTest {

    private static final String BANNER = "72626420696d616765207632 0a";
    private static final String DIFFS = "72626420696d616765206469666673207632 0a";
    private static final String DIFF = "7262642064696666207632 0a";

    /** As release 16 writes it: one snapshot, protected, whose record claims eight bytes. */
    private static final String GOLDEN =
            BANNER
                    + "4f 0800000000000000 1600000000000000 54 0800000000000000 3d00000000000000"
                    + "55 0800000000000000 0000400000000000 43 0800000000000000 0100000000000000"
                    + "4d 0c00000000000000 02000000 6b31 02000000 7631 45"
                    + DIFFS
                    + "0200000000000000"
                    + DIFF
                    + "74 0600000000000000 02000000 7331 70 0800000000000000 01"
                    + "73 0800000000000000 0000100000000000 65"
                    + DIFF
                    + "66 0600000000000000 02000000 7331 73 0800000000000000 0000100000000000"
                    + "77 1100000000000000 0900000000000000 0100000000000000 07 65";

    private static final List<ImageRecord> HEAD =
            List.of(
                    new ImageRecord.Order(22),
                    new ImageRecord.Features(0x3d),
                    new ImageRecord.StripeUnit(4 << 20),
                    new ImageRecord.StripeCount(1),
                    new ImageRecord.Metadata("k1", "v1"),
                    new ImageRecord.Diffs(2));

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static List<StreamRecord> read(byte[] stream, int pieceBytes) {
        ImageStreamReader reader = new ImageStreamReader();
        List<StreamRecord> records = new ArrayList<>();
        for (int at = 0; at < stream.length; at += pieceBytes) {
            ByteBuffer input =
                    ByteBuffer.wrap(stream, at, Math.min(pieceBytes, stream.length - at));
            StreamRecord record = reader.next(input);
            while (record != null) {
                records.add(record);
                record = reader.next(input);
            }
        }
        reader.finish();
        return records;
    }

    @Test
    void theToolsImageIsReadHoweverItIsCut() {
        List<StreamRecord> expected = new ArrayList<>(HEAD);
        expected.addAll(
                List.of(
                        new DiffRecord.ToSnapshot("s1"),
                        new DiffRecord.Protection(true),
                        new DiffRecord.Size(1 << 20),
                        new DiffRecord.End(),
                        new DiffRecord.FromSnapshot("s1"),
                        new DiffRecord.Size(1 << 20),
                        new DiffRecord.Data(9, 1),
                        new DiffRecord.Payload(9, ByteBuffer.wrap(new byte[] {7})),
                        new DiffRecord.End()));
        for (int piece : new int[] {1, 2, 11, 64, 4096}) {
            assertThat(read(hex(GOLDEN), piece)).as("in pieces of %d", piece).isEqualTo(expected);
        }
    }

    @Test
    void theHeadIsWrittenAsTheToolWritesIt() {
        byte[] head = ImageStreamEncoder.encode(HEAD);
        assertThat(head).isEqualTo(Arrays.copyOf(hex(GOLDEN), head.length));
    }

    @Test
    void unknownRecordsAreSkipped() {
        byte[] stream =
                hex(
                        BANNER
                                + "46 0800000000000000 0200000000000000 5a 0000000000000000 45"
                                + DIFFS
                                + "0100000000000000"
                                + DIFF
                                + "73 0800000000000000 0000100000000000 65");
        assertThat(read(stream, 3))
                .containsExactly(
                        new ImageRecord.Diffs(1),
                        new DiffRecord.Size(1 << 20),
                        new DiffRecord.End());
    }

    @Test
    void everyTruncationIsToldFromAWholeStream() {
        byte[] whole = hex(GOLDEN);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            MalformedStreamException refusal =
                    catchThrowableOfType(MalformedStreamException.class, () -> read(cut, 8));
            assertThat(refusal).hasMessageContaining("cut short");
            assertThat(refusal.streamOffset()).isEqualTo(length);
        }
    }

    @Test
    void hostileStreamsAreRefusedWithTheReason() {
        refused(DIFF + "6565", "first line is 'rbd image v2'");
        refused(BANNER + "4f 0700000000000000", "record 'O' of 7 bytes");
        refused(BANNER + "4f 0800000000000000 4000000000000000", "order 64");
        refused(BANNER + "4d 0100100000000000", "record 'M' of 1048577 bytes");
        refused(BANNER + "4d ffffffffffffffff", "record 'M' of 18446744073709551615 bytes");
        refused(BANNER + "4d 0800000000000000 ffffffff 00000000", "metadata:");
        refused(BANNER + "51 ffffffffffffffff", "record 'Q'");
        refused(BANNER + "45" + DIFF + "73 0800000000000000", "'rbd image diffs v2'");
        refused(BANNER + "45" + DIFFS + "0000000000000000", "has 0 differences");
        refused(BANNER + "45" + DIFFS + "00000000000000ff", "differences, not even");
        refused(
                BANNER + "45" + DIFFS + "0100000000000000" + DIFF.replace("32 0a", "31 0a"),
                "first line is 'rbd diff v2'");
    }

    private static void refused(String stream, String why) {
        for (int piece : new int[] {1, 1000}) {
            assertThatThrownBy(() -> read(hex(stream), piece))
                    .isInstanceOf(MalformedStreamException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void metadataMayHaveAnyText() {
        byte[] head =
                ImageStreamEncoder.encode(
                        List.of(
                                new ImageRecord.Metadata("conf_rbd_cache", ""),
                                new ImageRecord.Metadata("owner", "J\u00fcrgen\n"),
                                new ImageRecord.Diffs(1)));
        ImageStreamReader reader = new ImageStreamReader();
        ByteBuffer input = ByteBuffer.wrap(head);
        assertThat(reader.next(input)).isEqualTo(new ImageRecord.Metadata("conf_rbd_cache", ""));
        assertThat(reader.next(input))
                .isEqualTo(new ImageRecord.Metadata("owner", "J\u00fcrgen\n"));
    }
}
