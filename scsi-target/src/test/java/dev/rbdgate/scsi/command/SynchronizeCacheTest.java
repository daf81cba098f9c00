package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SynchronizeCacheTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "35 00 00 00 00 00 00 00 00 00",
                "35 02 00 00 00 00 00 00 00 00", // IMMED
                "35 00 00 00 07 ff 00 00 01 00", // another range than what was written
                "91 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
            })
    void whatWasWrittenSurvivesPowerLoss(String cdb) {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();

        fixture.run(cdb).assertGood();
        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "35 00 00 00 07 ff 00 00 02 00",
                "35 00 00 00 08 01 00 00 00 00",
                "91 00 ff ff ff ff ff ff ff ff 00 00 00 01 00 00"
            })
    void aRangeBeyondTheEndIsOutOfRange(String cdb) {
        fixture.run(cdb).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02"})
    void aFailedFlushFailsTheCommandEvenWithImmed(String flags) {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        call == DeviceCall.FLUSH ? BlockError.WRITE_ERROR : null));

        faulty.run("35 " + flags + " 00 00 00 00 00 00 00 00")
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
    }
}
