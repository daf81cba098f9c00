package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreFetchTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "34 00 00 00 00 00 00 00 10 00",
                "34 02 00 00 00 00 00 00 10 00",
                "34 00 00 00 00 00 00 00 00 00",
                "90 00 00 00 00 00 00 00 00 00 00 00 08 00 00 00"
            })
    void theConditionIsMet(String cdb) {
        assertThat(fixture.run(cdb).status()).isEqualTo(ScsiStatus.CONDITION_MET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "34 00 00 00 07 ff 00 00 02 00",
                "34 00 00 00 08 01 00 00 00 00",
                "90 00 ff ff ff ff ff ff ff ff 00 00 00 02 00 00"
            })
    void aRangeBeyondTheEndIsOutOfRange(String cdb) {
        fixture.run(cdb).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }
}
