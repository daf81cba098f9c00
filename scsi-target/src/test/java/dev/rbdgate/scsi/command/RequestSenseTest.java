package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;

final class RequestSenseTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void aQuietUnitHasNoSense() {
        assertThat(fixture.run("03 00 00 00 fc 00").dataIn())
                .asHexString()
                .isEqualTo("700000000000000A00000000000000000000");
        assertThat(fixture.run("03 01 00 00 fc 00").dataIn())
                .asHexString()
                .isEqualTo("7200000000000000");
    }

    @Test
    void aPendingUnitAttentionIsToldAsDataAndThenGone() {
        fixture.memory.resize(2 << 20);

        assertThat(fixture.run("03 01 00 00 fc 00").dataIn())
                .asHexString()
                .isEqualTo("72062A0900000000");
        assertThat(fixture.run("03 01 00 00 fc 00").dataIn())
                .asHexString()
                .isEqualTo("7200000000000000");
        fixture.run("00 00 00 00 00 00").assertGood();
    }

    @Test
    void aUnitThatIsNotReadySaysSoAsData() {
        fixture.unit.detach();

        assertThat(fixture.run("03 00 00 00 0e 00").dataIn())
                .asHexString()
                .isEqualTo("700002000000000A000000000401");
    }

    @Test
    void aReservedBitIsRefused() {
        fixture.run("03 02 00 00 fc 00").assertInvalidFieldInCdb(1, 1);
    }
}
