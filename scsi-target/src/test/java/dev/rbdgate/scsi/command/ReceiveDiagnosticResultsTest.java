package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiveDiagnosticResultsTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(strings = {"1c 01 00 00 ff 00", "1c 00 00 00 ff 00"})
    void theOnlyPageListsItself(String cdb) {
        assertThat(fixture.run(cdb).dataIn()).asHexString().isEqualTo("0000000100");
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(fixture.run("1c 01 00 00 02 00").dataIn()).hasSize(2);
    }

    @Test
    void otherPagesAndReservedBitsAreRefused() {
        fixture.run("1c 01 3f 00 ff 00").assertInvalidFieldInCdb(2, -1);
        fixture.run("1c 02 00 00 ff 00").assertInvalidFieldInCdb(1, 1);
    }
}
