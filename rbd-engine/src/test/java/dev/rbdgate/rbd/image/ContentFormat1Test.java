package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.image.ContentFormat1.Snap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of a header of format 1. */
final class ContentFormat1Test {

    /** Of release 16: 20 MiB, with snapshots a and then bbb. */
    private static final String GOLDEN =
            "3c3c3c205261646f7320426c6f636b2044657669636520496d616765203e3e3e0a00000000000000"
                    + "72622e302e313131302e3662386234353637 000000000000"
                    + "52424400 3030312e30303500 16 00 00 00 0000400100000000 0900000000000000"
                    + "02000000 00000000 0600000000000000"
                    + "0900000000000000 0000400100000000 0800000000000000 0000400100000000"
                    + "626262006100";

    private static byte[] golden() {
        return HexFormat.of().parseHex(GOLDEN.replace(" ", ""));
    }

    @Test
    void theToolsHeaderIsRead() {
        ContentFormat1 content = ContentFormat1.decode(golden());
        assertThat(content.prefix()).isEqualTo("rb.0.1110.6b8b4567");
        assertThat(content.order()).isEqualTo(22);
        assertThat(content.sizeBytes()).isEqualTo(20 << 20);
        assertThat(content.snapSeq()).isEqualTo(9);
        assertThat(content.snaps())
                .containsExactly(new Snap(9, 20 << 20, "bbb"), new Snap(8, 20 << 20, "a"));
        ImageHeader header = content.header();
        assertThat(header.id()).isEqualTo("rb.0.1110.6b8b4567");
        assertThat(header.names().of(0x1a)).isEqualTo("rb.0.1110.6b8b4567.00000000001a");
        assertThat(header.snapContext().snaps()).containsExactly(9L, 8L);
    }

    @Test
    void aNewHeaderIsWrittenAsTheToolWritesIt() {
        byte[] expected = Arrays.copyOf(golden(), 112);
        Arrays.fill(expected, 88, 112, (byte) 0);
        assertThat(ContentFormat1.ofNew("rb.0.1110.6b8b4567", 22, 20 << 20)).isEqualTo(expected);
    }

    @Test
    void prefixesFitTheirField() {
        assertThat(ImagesFormat1.newPrefix(0x1110, 0x6b8b4567)).isEqualTo("rb.0.1110.6b8b4567");
        assertThat(ImagesFormat1.newPrefix(0x1_0000_1110L, 5)).isEqualTo("rb.1.1110.5");
        assertThat(ImagesFormat1.newPrefix(-1, 0x12345678)).hasSize(23).endsWith(".78");
    }

    @Test
    void whatIsNoHeaderIsRefused() {
        assertThatThrownBy(() -> ContentFormat1.decode(Arrays.copyOf(golden(), 111)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ContentFormat1.decode(Arrays.copyOf(golden(), 149)))
                .isInstanceOf(MalformedException.class);
        refused(0, 'x', "begin as one");
        refused(40, 0, "prefix");
        refused(64, 'X', "signature");
        refused(76, 11, "order 11");
        refused(76, 26, "order 26");
        refused(77, 1, "encrypted");
        refused(78, 1, "compressed");
        refused(87, 0x80, "size");
        refused(99, 0x7f, "bytes needed");
        refused(111, 0x80, "names");
        refused(149, 'x', "name is missing");
    }

    private static void refused(int at, int value, String why) {
        byte[] content = golden();
        content[at] = (byte) value;
        assertThatThrownBy(() -> ContentFormat1.decode(content))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aMigratingImageIsRefusedByName() {
        byte[] content = golden();
        byte[] text = "<<< Migrating RBD Image      >>>\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, content, 0, text.length);
        assertThatThrownBy(() -> ContentFormat1.decode(content))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("migrated");
    }
}
