package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreventAllowMediumRemovalTest {

    private static final String PREVENT = "1e 00 00 00 01 00";
    private static final String ALLOW = "1e 00 00 00 00 00";
    private static final String EJECT = "1b 00 00 00 02 00";
    private static final String LOAD = "1b 00 00 00 03 00";

    private final UnitFixture fixture = UnitFixture.removable();

    private void assertPrevented(String cdb) {
        fixture.run(cdb)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    }

    @Test
    void aMediumThatANexusKeepsInIsEjectedByNone() {
        fixture.run(PREVENT).assertGood();

        assertPrevented(EJECT);
        fixture.runOnOther(EJECT)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
        fixture.run("00 00 00 00 00 00").assertGood();
    }

    @Test
    void onlyTheNexusThatPreventsCanAllow() {
        fixture.run(PREVENT).assertGood();
        fixture.runOnOther(PREVENT).assertGood();

        fixture.run(ALLOW).assertGood();
        assertPrevented(EJECT);
        fixture.runOnOther(ALLOW).assertGood();
        fixture.run(EJECT).assertGood();
    }

    @Test
    void aLockedDriveTakesNoMediumEither() {
        fixture.run(EJECT).assertGood();
        fixture.run(PREVENT).assertGood();

        assertPrevented(LOAD);
        fixture.run(ALLOW).assertGood();
        fixture.run(LOAD).assertGood();
    }

    @Test
    void theLossOfTheNexusAllows() {
        fixture.runOnOther(PREVENT).assertGood();
        assertPrevented(EJECT);

        fixture.otherRouter().nexusLost();

        fixture.run(EJECT).assertGood();
    }

    @ParameterizedTest
    @EnumSource(
            value = Function.class,
            names = {
                "LOGICAL_UNIT_RESET",
                "TARGET_WARM_RESET",
                "TARGET_COLD_RESET",
                "I_T_NEXUS_RESET"
            })
    void aResetAllows(Function function) {
        fixture.run(PREVENT).assertGood();

        var _ = fixture.router.manage(new TaskManagement.Request(function, 0, null));

        fixture.run("00 00 00 00 00 00"); // takes the unit attention
        fixture.run(EJECT).assertGood();
    }

    @Test
    void aFixedMediumTakesTheCommandWithoutEffect() {
        UnitFixture fixed = UnitFixture.create();

        fixed.run(PREVENT).assertGood();
        fixed.run(ALLOW).assertGood();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e 00 00 00 02 00", "1e 00 00 00 03 00"})
    void obsoleteValuesAreRefused(String cdb) {
        fixture.run(cdb).assertInvalidFieldInCdb(4, 1);
    }
}
