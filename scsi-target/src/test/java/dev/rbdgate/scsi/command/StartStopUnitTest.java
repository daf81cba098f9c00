package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartStopUnitTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String EJECT = "1b 00 00 00 02 00";
    private static final String LOAD = "1b 00 00 00 03 00";

    private final UnitFixture fixture = UnitFixture.create();
    private final UnitFixture removable = UnitFixture.removable();

    private static void fill(UnitFixture fixture) {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
    }

    @Test
    void stoppingEmptiesTheCacheAndLeavesTheUnitReady() {
        fill(fixture);
        fixture.run("1b 00 00 00 00 00").assertGood();
        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
    }

    @Test
    void noFlushLeavesTheCacheAsItIs() {
        fill(fixture);
        fixture.run("1b 00 00 00 04 00").assertGood();
        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).containsOnly(0);
    }

    @Test
    void startingIsGood() {
        fixture.run("1b 01 00 00 01 00").assertGood();
    }

    @ParameterizedTest
    @ValueSource(strings = {EJECT, LOAD})
    void aFixedMediumIsNeitherEjectedNorLoaded(String cdb) {
        fixture.run(cdb).assertInvalidFieldInCdb(4, 1);
    }

    @Test
    void aPowerConditionModifierNeedsAPowerCondition() {
        fixture.run("1b 00 00 01 00 00").assertInvalidFieldInCdb(3, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "20", "30", "70", "a0", "b0"})
    void aPowerConditionChangesNothingAndStartAndLoejAreIgnored(String condition) {
        int flags = Integer.parseInt(condition, 16) | 0x02;

        removable.run("1b 01 00 00 %02x 00".formatted(flags)).assertGood();

        removable.run(TEST_UNIT_READY).assertGood();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TEST_UNIT_READY,
                "25 00 00 00 00 00 00 00 00 00", // READ CAPACITY(10)
                "28 00 00 00 00 00 00 00 01 00", // READ(10)
                "2a 00 00 00 00 00 00 00 01 00", // WRITE(10)
                "35 00 00 00 00 00 00 00 00 00", // SYNCHRONIZE CACHE(10)
                "1b 00 00 00 01 00" // start without loading
            })
    void withoutAMediumWhatNeedsOneIsNotReady(String cdb) {
        removable.run(EJECT).assertGood();

        removable.run(cdb).assertSense(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT);
        assertThat(removable.run("03 00 00 00 0e 00").dataIn())
                .asHexString()
                .isEqualTo("700002000000000A000000003A00");
        removable.run("12 00 00 00 24 00").assertGood();
        removable.run("1a 00 3f 00 ff 00").assertGood();
        removable.run(EJECT).assertGood();
    }

    @Test
    void loadingBringsTheDataBackAndTellsTheOthers() {
        fill(removable);
        removable.runOnOther(TEST_UNIT_READY).assertGood();
        removable.run(EJECT).assertGood();
        removable
                .runOnOther(TEST_UNIT_READY)
                .assertSense(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT);

        removable.run(LOAD).assertGood();

        removable.run(TEST_UNIT_READY).assertGood();
        removable
                .runOnOther(TEST_UNIT_READY)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.NOT_READY_TO_READY_CHANGE);
        removable.runOnOther(TEST_UNIT_READY).assertGood();
        assertThat(removable.run("28 00 00 00 00 00 00 00 08 00").dataIn())
                .isEqualTo(pattern(8, 1));
        removable.run(LOAD).assertGood();
        removable.runOnOther(TEST_UNIT_READY).assertGood();
    }

    @Test
    void whatIsEjectedIsDurable() {
        fill(removable);
        removable.run(EJECT).assertGood();
        removable.memory.losePower();
        removable.run(LOAD).assertGood();

        assertThat(removable.run("28 00 00 00 00 00 00 00 08 00").dataIn())
                .isEqualTo(pattern(8, 1));
    }

    @Test
    void aMediumWhoseCacheCannotBeEmptiedStaysIn() {
        UnitFixture faulty =
                UnitFixture.decorated(
                        new UnitOptions(512, true, true, true),
                        memory ->
                                new FaultyBlockDevice(
                                        memory,
                                        (call, _, _) ->
                                                call == DeviceCall.FLUSH
                                                        ? BlockError.WRITE_ERROR
                                                        : null));

        faulty.run(EJECT).assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);

        faulty.run(TEST_UNIT_READY).assertGood();
    }

    @Test
    void aUnitWithoutADeviceIsNotReady() {
        removable.unit.detach();

        removable.run(LOAD).assertSense(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);
    }
}
