package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadDefectDataTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @CsvSource({
        "37 00 00 00 00 00 00 00 20 00, 00000000",
        "37 00 1d 00 00 00 00 00 20 00, 001D0000", // both lists by physical sector
        "37 00 0b 00 00 00 00 00 03 00, 000B00",
        "b7 00 00 00 00 00 00 00 00 20 00 00, 0000000000000000",
        "b7 1b 00 00 00 00 00 00 00 20 00 00, 001B000000000000",
        "b7 10 00 00 00 01 00 00 00 20 00 00, 0010000000000000", // address descriptor index 1
        "b7 18 00 00 00 00 00 00 00 04 00 00, 00180000"
    })
    void theListsAreEmptyInTheFormatAskedFor(String cdb, String expected) {
        assertThat(fixture.run(cdb).dataIn()).asHexString().isEqualTo(expected);
    }

    @Test
    void reservedFormatsAndBitsAreRefused() {
        fixture.run("37 00 06 00 00 00 00 00 20 00").assertInvalidFieldInCdb(2, 2);
        fixture.run("b7 07 00 00 00 00 00 00 00 20 00 00").assertInvalidFieldInCdb(1, 2);
        fixture.run("37 00 20 00 00 00 00 00 20 00").assertInvalidFieldInCdb(2, 5);
        fixture.run("b7 20 00 00 00 00 00 00 00 20 00 00").assertInvalidFieldInCdb(1, 5);
    }
}
