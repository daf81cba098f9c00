package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;

final class PreventAllowMediumRemovalTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void preventingAndAllowingAreGood() {
        fixture.run("1e 00 00 00 01 00").assertGood();
        fixture.run("1e 00 00 00 00 00").assertGood();
    }

    @Test
    void reservedBitsAreRefused() {
        fixture.run("1e 00 00 00 04 00").assertInvalidFieldInCdb(4, 2);
    }
}
