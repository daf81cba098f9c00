package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OrWriteTest {

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] filled(int blocks, int value) {
        byte[] bytes = new byte[blocks * 512];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void bitsAreAddedAndNoneIsCleared() {
        fixture.run("2a 00 00 00 00 04 00 00 02 00", filled(2, 0x81)).assertGood();

        FakeTask task =
                fixture.run("8b 00 00 00 00 00 00 00 00 05 00 00 00 02 00 00", filled(2, 0x42));

        assertThat(task.assertGood().fullLength()).isEqualTo(1024);
        byte[] expected = filled(3, 0x81);
        Arrays.fill(expected, 512, 1024, (byte) 0xC3);
        Arrays.fill(expected, 1024, 1536, (byte) 0x42);
        assertThat(fixture.run("28 00 00 00 00 04 00 00 03 00").dataIn()).isEqualTo(expected);
    }

    @Test
    void fuaIsDurable() {
        fixture.run("8b 18 00 00 00 00 00 00 00 00 00 00 00 01 00 00", pattern(1, 5)).assertGood();
        fixture.run("8b 00 00 00 00 00 00 00 00 08 00 00 00 01 00 00", pattern(1, 5)).assertGood();

        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 01 00").dataIn()).isEqualTo(pattern(1, 5));
        assertThat(fixture.run("28 00 00 00 00 08 00 00 01 00").dataIn()).isEqualTo(new byte[512]);
    }

    @Test
    void noBlocksIsGoodUpToTheEndAndNotBeyond() {
        fixture.run("8b 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00").assertGood();
        fixture.run("8b 00 00 00 00 00 00 00 08 01 00 00 00 00 00 00")
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void lessDataOutThanTheCdbSaysIsDoneInWholeBlocks() {
        FakeTask task =
                fixture.run("8b 00 00 00 00 00 00 00 00 00 00 00 00 04 00 00", new byte[1300]);

        assertThat(task.assertGood().fullLength()).isEqualTo(2048);
    }

    @Test
    void aRangeBeyondTheEndIsOutOfRange() {
        fixture.run("8b 00 00 00 00 00 00 00 07 ff 00 00 00 02 00 00", new byte[1024])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
        fixture.run("8b 00 ff ff ff ff ff ff ff ff 00 00 00 01 00 00", new byte[512])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void moreThanTheBlockLimitsPageAllowsIsRefused() {
        UnitFixture.ofBytes(1L << 30)
                .run("8b 00 00 00 00 00 00 00 00 00 00 01 00 01 00 00")
                .assertInvalidFieldInCdb(10, -1);
    }

    @Test
    void orprotectAndReservedBitsAreRefused() {
        fixture.run("8b 20 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[512])
                .assertInvalidFieldInCdb(1, 5);
        fixture.run("8b 04 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[512])
                .assertInvalidFieldInCdb(1, 2);
    }

    @Test
    void aStorageErrorEndsTheCommand() {
        UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        call == DeviceCall.OR_WRITE
                                                ? BlockError.WRITE_ERROR
                                                : null))
                .run("8b 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[512])
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
    }
}
