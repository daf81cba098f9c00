package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadCapacity10Test {

    private static final String CDB = "25 00 00 00 00 00 00 00 00 00";

    @ParameterizedTest
    @CsvSource({
        "512, 0000000000000200",
        "1048576, 000007FF00000200",
        "1049087, 000007FF00000200", // the tail is less than a block
        "2199023255040, FFFFFFFE00000200",
        "2199023255552, FFFFFFFF00000200", // the last LBA that fits reads as too large
        "2199023256064, FFFFFFFF00000200",
        "70368744177664, FFFFFFFF00000200"
    })
    void tellsTheLastLbaOrThatItDoesNotFit(long sizeBytes, String expected) {
        assertThat(UnitFixture.ofBytes(sizeBytes).run(CDB).dataIn())
                .asHexString()
                .isEqualTo(expected);
    }

    @Test
    void inBlocksOf4096Bytes() {
        assertThat(UnitFixture.create(new UnitOptions(4096, true)).run(CDB).dataIn())
                .asHexString()
                .isEqualTo("000000FF00001000");
    }

    @Test
    void anImageOfNoBlocksHasNoMedium() {
        UnitFixture.ofBytes(511)
                .run(CDB)
                .assertSense(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT);
    }

    @Test
    void theObsoleteLbaIsRefused() {
        UnitFixture.create().run("25 00 00 00 00 01 00 00 00 00").assertInvalidFieldInCdb(5, 0);
    }
}
