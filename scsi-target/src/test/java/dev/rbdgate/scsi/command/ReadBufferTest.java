package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadBufferTest {

    private static final String ECHO = "3c 0a 00 00 00 00 00 10 00 00";

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @CsvSource({
        "3c 03 00 00 00 00 00 00 04 00, 00010000", // 64 KiB at any byte
        "3c 03 01 00 00 00 00 00 04 00, 00000000", // there is no buffer 1
        "3c 0b 00 00 00 00 00 00 04 00, 01001000", // EBOS, 4096 bytes
        "9b 03 00 00 00 00 00 00 00 00 00 00 00 04 00 00, 00010000",
        "9b 03 00 00 00 00 00 00 00 00 00 00 00 04 01 00, 00000000",
        "9b 0b 00 00 00 00 00 00 00 00 00 00 00 02 00 00, 0100"
    })
    void descriptorsTellTheCapacity(String cdb, String expected) {
        assertThat(fixture.run(cdb).dataIn()).asHexString().isEqualTo(expected);
    }

    @Test
    void theLongCdbReadsTheSameBuffer() {
        fixture.run("3b 02 00 00 00 00 00 02 00 00", pattern(1, 5)).assertGood();

        assertThat(fixture.run("9b 02 00 00 00 00 00 00 00 00 00 00 02 00 00 00").dataIn())
                .isEqualTo(pattern(1, 5));
    }

    @Test
    void eachNexusHearsItsOwnEcho() {
        fixture.run("3b 0a 00 00 00 00 00 00 02 00", new byte[] {1, 2}).assertGood();
        fixture.runOnOther("3b 0a 00 00 00 00 00 00 01 00", new byte[] {3}).assertGood();

        assertThat(fixture.run(ECHO).dataIn()).containsExactly(1, 2);
        assertThat(fixture.runOnOther(ECHO).dataIn()).containsExactly(3);
    }

    @Test
    void thereIsNoEchoOfNothing() {
        fixture.run(ECHO)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR);
    }

    @Test
    void whatIsNotThereIsRefused() {
        fixture.run("3c 02 01 00 00 00 00 00 04 00").assertInvalidFieldInCdb(2, -1);
        fixture.run("3c 02 00 01 00 01 00 00 04 00").assertInvalidFieldInCdb(3, -1);
        fixture.run("9b 02 00 00 00 00 00 00 00 00 00 00 00 04 01 00")
                .assertInvalidFieldInCdb(14, -1);
        fixture.run("9b 02 ff ff ff ff ff ff ff ff 00 00 00 04 00 00")
                .assertInvalidFieldInCdb(2, -1);
        assertThat(fixture.run("3c 02 00 01 00 00 00 00 04 00").dataIn()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "0d", "1c"})
    void otherModesAreRefused(String mode) {
        fixture.run("3c " + mode + " 00 00 00 00 00 00 04 00").assertInvalidFieldInCdb(1, 4);
    }
}
