package dev.rbdgate.scsi.background;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.scsi.record.DamagedRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EraseJobTest {

    private static EraseJob overwrite(int passes, boolean invert) {
        return new EraseJob(
                EraseKind.SANITIZE,
                EraseMethod.OVERWRITE,
                true,
                passes,
                invert,
                new byte[] {0x0f, 0x55});
    }

    @ParameterizedTest
    @CsvSource({"1, 0f55", "2, f0aa 0f55", "3, 0f55 f0aa 0f55"})
    void thePatternIsInvertedBetweenPassesAndTheLastOneWritesItAsItIs(int passes, String blocks) {
        StringBuilder written = new StringBuilder();
        for (int pass = 0; pass < passes; pass++) {
            for (byte each : overwrite(passes, true).block(pass)) {
                written.append("%02x".formatted(each));
            }
        }

        assertThat(written).hasToString(blocks.replace(" ", ""));
        assertThat(overwrite(passes, false).block(0)).isEqualTo(bytes("0f55"));
    }

    @Test
    void theRecordKeepsEverything() {
        byte[] section = overwrite(3, true).encode(false);

        assertThat(section).isEqualTo(bytes("01 01 01 03 03 03 0f55"));
        EraseJob.Stored stored = EraseJob.decode(section);
        assertThat(stored.failed()).isFalse();
        assertThat(stored.job().encode(true)).isEqualTo(bytes("01 02 01 03 03 03 0f55"));
        assertThat(EraseJob.decode(bytes("01 02 02 01 00 01")).failed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02 01 01 01 00 01", // a later version
                "01 03 01 01 00 01", // state
                "01 01 03 01 00 01", // kind
                "01 01 01 04 00 01", // method
                "01 01 01 01 00 00", // no pass
                "01 01 01 03 00 01", // no pattern
                "01 01 01"
            })
    void whatIsNotSuchARecordIsDamaged(String section) {
        assertThatThrownBy(() -> EraseJob.decode(bytes(section)))
                .isInstanceOf(DamagedRecordException.class);
    }
}
