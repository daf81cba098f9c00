package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteAtomicTest {

    /** 16 KiB at block 64. */
    private static final String ATOMIC = "9c 00 00 00 00 00 00 00 00 40 00 00 00 20 00 00";

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void anAlignedUnitIsWritten() {
        FakeTask task = fixture.run(ATOMIC, pattern(32, 3));

        assertThat(task.assertGood().fullLength()).isEqualTo(32 * 512);
        assertThat(fixture.run("28 00 00 00 00 40 00 00 20 00").dataIn()).isEqualTo(pattern(32, 3));
    }

    @Test
    void fuaIsDurable() {
        fixture.run("9c 18 00 00 00 00 00 00 00 40 00 00 00 20 00 00", pattern(32, 3)).assertGood();

        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 40 00 00 20 00").dataIn()).isEqualTo(pattern(32, 3));
    }

    @Test
    void theBlockLimitsPagePromisesOneAlignedLength() {
        byte[] page = fixture.run("12 01 b0 00 40 00").dataIn();

        assertThat(HexFormat.of().formatHex(page, 44, 64))
                .isEqualTo("00000020" + "00000020" + "00000020" + "00000000" + "00000000");
        byte[] large =
                UnitFixture.create(new UnitOptions(4096, true)).run("12 01 b0 00 40 00").dataIn();
        assertThat(HexFormat.of().formatHex(large, 44, 64))
                .isEqualTo("00000004" + "00000004" + "00000004" + "00000000" + "00000000");
    }

    @Test
    void anotherStartPointsAtTheLba() {
        fixture.run("9c 00 00 00 00 00 00 00 00 41 00 00 00 20 00 00", pattern(32, 3))
                .assertInvalidFieldInCdb(2, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 64})
    void anotherLengthPointsAtTheLength(int blocks) {
        fixture.run(
                        "9c 00 00 00 00 00 00 00 00 40 00 00 %04x 00 00".formatted(blocks),
                        pattern(blocks, 3))
                .assertInvalidFieldInCdb(12, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 512, 16383, 16896})
    void dataOutOfAnotherLengthIsRefused(int bytes) {
        fixture.run(ATOMIC, new byte[bytes]).assertInvalidFieldInCdb(12, -1);
    }

    @Test
    void noBlocksIsGoodUpToTheEndAndNotBeyond() {
        fixture.run("9c 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00").assertGood();
        fixture.run("9c 00 00 00 00 00 00 00 08 01 00 00 00 00 00 00")
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void aRangeBeyondTheEndIsOutOfRange() {
        fixture.run("9c 00 00 00 00 00 00 00 07 f0 00 00 00 20 00 00", pattern(32, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void anAtomicBoundaryAndWrprotectAreRefused() {
        fixture.run("9c 00 00 00 00 00 00 00 00 40 00 20 00 20 00 00", pattern(32, 1))
                .assertInvalidFieldInCdb(11, 5);
        fixture.run("9c 20 00 00 00 00 00 00 00 40 00 00 00 20 00 00", pattern(32, 1))
                .assertInvalidFieldInCdb(1, 5);
    }

    @Test
    void aDeviceWithoutItDoesNotKnowTheOperationCode() {
        UnitFixture without =
                UnitFixture.decorated(memory ->
                        new ForwardingBlockDevice(memory) {
                            @Override
                            public DeviceTraits traits() {
                                return new DeviceTraits(false, true, true, 4096, 4096, 4096);
                            }
                        });

        without.run(ATOMIC, pattern(32, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_OPERATION_CODE);
        assertThat(without.run("a3 0c 01 9c 00 00 00 00 00 40 00 00").dataIn())
                .isEqualTo(new byte[] {0, 1, 0, 0});
        assertThat(fixture.run("a3 0c 01 9c 00 00 00 00 00 40 00 00").dataIn()).hasSize(20);
        byte[] page = without.run("12 01 b0 00 40 00").dataIn();
        assertThat(HexFormat.of().formatHex(page, 44, 64)).isEqualTo("00".repeat(20));
    }

    @Test
    void aStorageErrorEndsTheCommand() {
        UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        call == DeviceCall.ATOMIC_WRITE
                                                ? BlockError.WRITE_ERROR
                                                : null))
                .run(ATOMIC, pattern(32, 1))
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
    }
}
