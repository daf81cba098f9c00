package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;

final class ReportSupportedTaskManagementFunctionsTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void tellsTheFunctionsInShortAndExtendedForm() {
        assertThat(fixture.run("a3 0d 00 00 00 00 00 00 10 00 00 00").dataIn())
                .asHexString()
                .isEqualTo("DE030000");
        assertThat(fixture.run("a3 0d 80 00 00 00 00 00 10 00 00 00").dataIn())
                .asHexString()
                .isEqualTo("DE03000C" + "00".repeat(12));
    }

    @Test
    void anAllocationLengthUnderFourIsRefused() {
        fixture.run("a3 0d 00 00 00 00 00 00 00 03 00 00").assertInvalidFieldInCdb(6, -1);
    }
}
