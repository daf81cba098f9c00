package dev.rbdgate.scsi.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.Cdb;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandKindTest {

    @ParameterizedTest
    @CsvSource({
        "08, READ",
        "28, READ",
        "a8, READ",
        "88, READ",
        "0a, WRITE",
        "2a, WRITE",
        "aa, WRITE",
        "8a, WRITE",
        "2e, WRITE",
        "8b, WRITE",
        "9c, WRITE",
        "35, FLUSH",
        "91, FLUSH",
        "42, UNMAP",
        "41, WRITE_SAME",
        "93, WRITE_SAME",
        "89, COMPARE_AND_WRITE",
        "2f, VERIFY",
        "5f, RESERVE",
        "16, RESERVE",
        "83, COPY",
        "12, OTHER",
        "00, OTHER",
        "ff, OTHER"
    })
    void theOperationCodeDecides(String code, CommandKind kind) {
        assertThat(CommandKind.of(cdb(code))).isEqualTo(kind);
    }

    @Test
    void everyOperationCodeIsOfOneKindOnly() {
        assertThat(IntStream.range(0, 256).mapToObj("%02x"::formatted))
                .allSatisfy(code -> assertThat(CommandKind.of(cdb(code))).isNotNull());
        assertThat(CommandKind.ALL).doesNotHaveDuplicates();
        assertThat(CommandKind.COMPARE_AND_WRITE.label()).isEqualTo("compare_and_write");
    }

    @ParameterizedTest
    @CsvSource({
        "08 1f ff ff 10, 2097151, 16",
        "0a 00 00 05 00, 5, 256",
        "28 00 ff ff ff ff 00 00 08, 4294967295, 8",
        "aa 00 00 00 00 01 00 01 00 00, 1, 65536",
        "88 00 00 00 00 01 00 00 00 00 00 00 00 08, 4294967296, 8",
        "89 00 00 00 00 00 00 00 00 07 00 00 00 01, 7, 1",
        "9c 00 00 00 00 00 00 00 00 07 00 00 00 10, 7, 16",
        "35 00 00 00 00 00 00 00 00, 0, 0"
    })
    void blocksAreReadFromTheCdb(String cdb, long lba, long blocks) {
        assertThat(CdbBlocks.of(cdb(cdb))).contains(new CdbBlocks(lba, blocks));
    }

    @ParameterizedTest
    @CsvSource({"42", "12", "5f", "83"})
    void otherCommandsNameNoBlocks(String cdb) {
        assertThat(CdbBlocks.of(cdb(cdb))).isEmpty();
    }

    private static Cdb cdb(String hex) {
        return new Cdb(Arrays.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")), 16));
    }
}
