package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;

final class SetIdentifyingInformationTest {

    private static final String REPORT = "a3 05 00 00 00 00 00 00 04 00 00 00";
    private static final String REPORT_TEXT = "a3 05 00 00 00 00 00 00 04 00 04 00";

    private final UnitFixture fixture = UnitFixture.create();

    private static FakeTask set(UnitFixture unit, String type, byte[] information) {
        return unit.run(
                "a4 06 00 00 00 00 %08x %s 00".formatted(information.length, type), information);
    }

    @Test
    void eachTypeIsKeptOnItsOwnAndSurvivesARestart() {
        set(fixture, "00", bytes("0102030405")).assertGood();
        set(fixture, "04", bytes("6162630000")).assertGood();

        UnitFixture restarted = fixture.restart();

        assertThat(restarted.run(REPORT).dataIn()).isEqualTo(bytes("00000005 0102030405"));
        assertThat(restarted.run(REPORT_TEXT).dataIn()).isEqualTo(bytes("00000005 6162630000"));
    }

    @Test
    void anEmptyListRemovesIt() {
        set(fixture, "00", bytes("0102")).assertGood();

        set(fixture, "00", new byte[0]).assertGood();

        assertThat(fixture.run(REPORT).dataIn()).isEqualTo(bytes("00000000"));
        assertThat(fixture.restart().run(REPORT).dataIn()).isEqualTo(bytes("00000000"));
    }

    @Test
    void theOtherNexusesAreTold() {
        fixture.runOnOther("00 00 00 00 00 00").assertGood();

        set(fixture, "00", bytes("0102")).assertGood();

        fixture.run("00 00 00 00 00 00").assertGood();
        fixture.runOnOther("00 00 00 00 00 00")
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.DEVICE_IDENTIFIER_CHANGED);
    }

    @Test
    void theLongestInformationIsTakenAndALongerOneIsRefused() {
        set(fixture, "00", new byte[512]).assertGood();
        set(fixture, "04", new byte[256]).assertGood();

        set(fixture, "00", new byte[513]).assertInvalidFieldInCdb(6, -1);
        set(fixture, "04", new byte[257]).assertInvalidFieldInCdb(6, -1);
        set(fixture, "02", new byte[1]).assertInvalidFieldInCdb(10, 7);
    }

    @Test
    void aTruncatedListIsRefused() {
        fixture.run("a4 06 00 00 00 00 00 00 00 08 00 00", new byte[4])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void whatCannotBeStoredIsNotSet() {
        UnitFixture forgetful = UnitFixture.forgetful();

        set(forgetful, "00", bytes("0102"))
                .assertSense(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);

        assertThat(forgetful.run(REPORT).dataIn()).isEqualTo(bytes("00000000"));
    }

    @Test
    void withoutADeviceThereIsNowhereToKeepIt() {
        fixture.unit.detach();

        set(fixture, "00", bytes("0102"))
                .assertSense(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);
    }
}
