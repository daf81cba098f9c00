package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;

final class ReportIdentifyingInformationTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void noneWasEverSet() {
        assertThat(fixture.run("a3 05 00 00 00 00 00 00 01 00 00 00").dataIn())
                .isEqualTo(bytes("00000000"));
        assertThat(fixture.run("a3 05 00 00 00 00 00 00 01 00 04 00").dataIn())
                .isEqualTo(bytes("00000000"));
    }

    @Test
    void theTypesAreListedWithTheirLongestLength() {
        assertThat(fixture.run("a3 05 00 00 00 00 00 00 01 00 fe 00").dataIn())
                .isEqualTo(bytes("00000008 00 00 0200 04 00 0100"));
    }

    @Test
    void anotherTypeIsRefused() {
        fixture.run("a3 05 00 00 00 00 00 00 01 00 02 00").assertInvalidFieldInCdb(10, 7);
        fixture.run("a3 05 00 00 00 00 00 00 01 00 01 00").assertInvalidFieldInCdb(10, 0);
    }
}
