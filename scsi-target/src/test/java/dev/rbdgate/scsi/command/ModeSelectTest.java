package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModeSelectTest {

    private static final String HEADER_6 = "00 00 00 00";
    private static final String WCE_OFF = "0812" + "00".repeat(18);
    private static final String WCE_ON = "081204" + "00".repeat(17);
    private static final String D_SENSE_ON = "0a0a 0610000000000000 0000";
    private static final String SWP_ON = "0a0a 0210080000000000 0000";

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private FakeTask select(String list) {
        return select(fixture, list);
    }

    private static FakeTask select(UnitFixture fixture, String list) {
        byte[] data = bytes(list);
        return fixture.run("15 10 00 00 %02x 00".formatted(data.length), data);
    }

    @Test
    void descriptorSenseIsUsedOnceItIsAskedFor() {
        select(HEADER_6 + D_SENSE_ON).assertGood();

        FakeTask refused = fixture.run("ff 00 00 00 00 00");

        assertThat(refused.sense().encode()).asHexString().isEqualTo("7205200000000000");
        assertThat(fixture.run("1a 08 0a 00 ff 00").dataIn())
                .endsWith(bytes("8a" + D_SENSE_ON.substring(2)));
    }

    @Test
    void softwareWriteProtectRefusesChangesAndShowsInTheHeader() {
        select(HEADER_6 + SWP_ON).assertGood();

        fixture.run("2a 00 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.DATA_PROTECT, AdditionalSense.SOFTWARE_WRITE_PROTECTED);
        assertThat(fixture.run("1a 08 0a 00 04 00").dataIn()[2]).isEqualTo((byte) 0x90);
    }

    @Test
    void turningTheWriteCacheOffMakesOldAndNewWritesDurable() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
        select(HEADER_6 + WCE_OFF).assertGood();
        fixture.run("2a 00 00 00 00 08 00 00 08 00", pattern(8, 2)).assertGood();

        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
        assertThat(fixture.run("28 00 00 00 00 08 00 00 08 00").dataIn()).isEqualTo(pattern(8, 2));
        assertThat(fixture.run("1a 08 08 00 ff 00").dataIn())
                .endsWith(bytes("88" + WCE_OFF.substring(2)));
        assertThat(fixture.run("1a 08 88 00 ff 00").dataIn())
                .endsWith(bytes("88" + WCE_ON.substring(2)));
    }

    @Test
    void aUnitWithoutAWriteCacheRefusesToTurnItOn() {
        UnitFixture durable = UnitFixture.create(new UnitOptions(512, false));

        select(durable, HEADER_6 + WCE_ON).assertInvalidFieldInParameterList(6, 2);
    }

    @Test
    void otherNexusesAreToldOfAChange() {
        TaskRouter other = UnitFixture.routerOf(UnitFixture.OTHER_NEXUS, fixture.unit, false);

        select(HEADER_6 + D_SENSE_ON).assertGood();

        FakeTask ready = FakeTask.of(UnitFixture.OTHER_NEXUS, "00 00 00 00 00 00");
        other.execute(ready);
        ready.assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.MODE_PARAMETERS_CHANGED);
        fixture.run("00 00 00 00 00 00").assertGood();
    }

    @Test
    void whatWasSensedCanBeSelectedUnchangedAndTellsNobody() {
        TaskRouter other = UnitFixture.routerOf(UnitFixture.OTHER_NEXUS, fixture.unit, false);
        byte[] sensed = fixture.run("5a 10 3f 00 00 00 00 01 00 00").dataIn();

        fixture.run("55 10 00 00 00 00 00 00 %02x 00".formatted(sensed.length), sensed)
                .assertGood();

        FakeTask ready = FakeTask.of(UnitFixture.OTHER_NEXUS, "00 00 00 00 00 00");
        other.execute(ready);
        ready.assertGood();
    }

    @ParameterizedTest
    @CsvSource({
        "00000800 00000200", // as it is
        "00000000 00000200",
        "ffffffff 00000200",
    })
    void theBlockDescriptorMayBeRepeated(String descriptor) {
        select("00 00 00 08" + descriptor + D_SENSE_ON).assertGood();
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 00 08 00000800 00001000, 9",
        "00 00 00 08 00000400 00000200, 4",
        "00 00 00 04 00000800, 3",
    })
    void anotherCapacityOrBlockLengthIsRefused(String list, int byteOffset) {
        select(list).assertInvalidFieldInParameterList(byteOffset, -1);
    }

    @ParameterizedTest
    @CsvSource({
        "0a0a 0200000000000000 0000, 7, 4", // QUEUE ALGORITHM MODIFIER
        "0a0a 0210000040000000 0000, 10, 6",
        "0a08 0210000000000000, 5, 1", // page length: 8 instead of 10
        "010a 0000000000000000 0000, 6, 7",
        "020a 0000000000000000 0000, 4, 5", // no such page
        "4a02 0000, 4, 5", // no such subpage
    })
    void whatCannotBeChangedPointsAtItself(String page, int byteOffset, int bit) {
        // A list that is long enough for the page's true length.
        select(HEADER_6 + page + "00".repeat(8)).assertInvalidFieldInParameterList(byteOffset, bit);
    }

    @Test
    void aListThatIsRefusedChangesNothing() {
        select(HEADER_6 + D_SENSE_ON + "010a" + "00".repeat(10))
                .assertInvalidFieldInParameterList(18, 7);

        assertThat(fixture.run("ff 00 00 00 00 00").sense().descriptorFormat()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"00 00 00", "00 00 00 08 00000800", "00 00 00 00 0a", "00 00 00 00 0a0a02"})
    void aTruncatedListIsRefused(String list) {
        select(list)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void vendorSpecificPagesAreRefused() {
        fixture.run("15 00 00 00 04 00", new byte[4]).assertInvalidFieldInCdb(1, 4);
    }

    @Test
    void savedParametersAreThoseOfTheListAndAResetGoesBackToThem() {
        select(HEADER_6 + SWP_ON).assertGood();

        saveTo(fixture, HEADER_6 + WCE_OFF).assertGood();

        assertThat(fixture.run("1a 08 c8 00 ff 00").dataIn())
                .endsWith(bytes("88" + WCE_OFF.substring(2)));
        assertThat(fixture.run("1a 08 ca 00 ff 00").dataIn())
                .endsWith(bytes("8a0a 0210000000000000 0000"));
        fixture.resetUnit();
        assertThat(fixture.run("1a 08 0a 00 ff 00").dataIn())
                .endsWith(bytes("8a0a 0210000000000000 0000"));
        assertThat(fixture.run("1a 08 08 00 ff 00").dataIn())
                .endsWith(bytes("88" + WCE_OFF.substring(2)));
    }

    @Test
    void savedParametersSurviveARestart() {
        saveTo(fixture, HEADER_6 + SWP_ON).assertGood();

        UnitFixture restarted = fixture.restart();

        restarted
                .run("2a 00 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.DATA_PROTECT, AdditionalSense.SOFTWARE_WRITE_PROTECTED);
        assertThat(restarted.run("5a 08 ca 00 00 00 00 00 ff 00").dataIn())
                .endsWith(bytes("8a" + SWP_ON.substring(2)));
    }

    @Test
    void whatCannotBeSavedChangesNothing() {
        UnitFixture forgetful = UnitFixture.forgetful();

        saveTo(forgetful, HEADER_6 + D_SENSE_ON)
                .assertSense(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);

        assertThat(forgetful.run("1a 08 0a 00 ff 00").dataIn())
                .endsWith(bytes("8a0a 0210000000000000 0000"));
    }

    private static FakeTask saveTo(UnitFixture unit, String list) {
        byte[] data = bytes(list);
        return unit.run("15 11 00 00 %02x 00".formatted(data.length), data);
    }

    @Test
    void anEmptyListIsGood() {
        fixture.run("15 10 00 00 00 00").assertGood();
        fixture.run("55 10 00 00 00 00 00 00 00 00").assertGood();
    }
}
