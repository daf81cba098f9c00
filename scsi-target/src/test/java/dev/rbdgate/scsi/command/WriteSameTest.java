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
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteSameTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "41 00 00 00 00 02 00 00 03 00",
                "41 08 00 00 00 02 00 00 03 00", // UNMAP, but the block is not of zeros
                "93 00 00 00 00 00 00 00 00 02 00 00 00 03 00 00"
            })
    void theBlockIsRepeated(String cdb) {
        byte[] block = pattern(1, 7);

        FakeTask task = fixture.run(cdb, block).assertGood();

        assertThat(task.fullLength()).isEqualTo(512);
        byte[] around = fixture.run("28 00 00 00 00 01 00 00 05 00").dataIn();
        assertThat(Arrays.copyOfRange(around, 0, 512)).containsOnly(0);
        for (int index = 1; index <= 3; index++) {
            assertThat(Arrays.copyOfRange(around, index * 512, (index + 1) * 512)).isEqualTo(block);
        }
        assertThat(Arrays.copyOfRange(around, 4 * 512, 5 * 512)).containsOnly(0);
    }

    @Test
    void zerosWithUnmapGiveStorageBack() {
        fixture.run("2a 00 00 00 00 00 00 00 20 00", pattern(32, 1)).assertGood();

        fixture.run("93 08 00 00 00 00 00 00 00 00 00 00 00 10 00 00", new byte[512]).assertGood();
        assertThat(fixture.memory.usedBytes()).isEqualTo(2 * 4096);

        fixture.run("93 09 00 00 00 00 00 00 00 10 00 00 00 10 00 00").assertGood();
        assertThat(fixture.memory.usedBytes()).isZero();
    }

    @Test
    void withoutDataTheBlocksBecomeZeros() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();

        FakeTask task = fixture.run("93 01 00 00 00 00 00 00 00 00 00 00 00 08 00 00").assertGood();

        assertThat(task.fullLength()).isZero();
        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).containsOnly(0);
    }

    @Test
    void aLongRangeIsWrittenInPieces() {
        UnitFixture large = UnitFixture.ofBytes(64L << 20);

        large.run("93 00 00 00 00 00 00 00 00 00 00 01 80 01 00 00", pattern(1, 3)).assertGood();

        assertThat(large.run("28 00 00 01 80 00 00 00 01 00").dataIn()).isEqualTo(pattern(1, 3));
        assertThat(large.run("28 00 00 01 80 01 00 00 01 00").dataIn()).containsOnly(0);
    }

    @Test
    void lengthZeroReachesToTheEndOfTheMedium() {
        fixture.run("41 00 00 00 07 fd 00 00 00 00", pattern(1, 5)).assertGood();
        byte[] tail = fixture.run("28 00 00 00 07 fc 00 00 04 00").dataIn();
        assertThat(Arrays.copyOfRange(tail, 0, 512)).containsOnly(0);
        for (int index = 1; index <= 3; index++) {
            assertThat(Arrays.copyOfRange(tail, index * 512, (index + 1) * 512))
                    .isEqualTo(pattern(1, 5));
        }

        fixture.run("93 09 00 00 00 00 00 00 00 00 00 00 00 00 00 00").assertGood();
        assertThat(fixture.memory.usedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "41 00 00 00 08 00 00 00 00 00",
                "93 00 00 00 00 00 00 00 08 01 00 00 00 00 00 00",
                "93 00 80 00 00 00 00 00 00 00 00 00 00 00 00 00",
                "93 00 ff ff ff ff ff ff ff ff 00 00 00 00 00 00"
            })
    void lengthZeroAtOrBeyondTheEndIsOutOfRange(String cdb) {
        fixture.run(cdb, pattern(1, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void moreThanTheLimitIsRefusedAlsoToTheEnd() {
        UnitFixture large = UnitFixture.ofBytes(1L << 30);

        large.run("41 00 00 00 00 00 00 00 00 00", pattern(1, 1)).assertInvalidFieldInCdb(7, -1);
        large.run("93 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", pattern(1, 1))
                .assertInvalidFieldInCdb(10, -1);
        large.run("93 00 00 00 00 00 00 00 00 00 00 04 00 01 00 00", pattern(1, 1))
                .assertInvalidFieldInCdb(10, -1);
        large.run("93 09 00 00 00 00 00 00 00 00 00 04 00 00 00 00").assertGood();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "41 00 00 00 07 ff 00 00 02 00",
                "93 00 ff ff ff ff ff ff ff ff 00 00 00 02 00 00"
            })
    void aRangeBeyondTheEndIsOutOfRange(String cdb) {
        fixture.run(cdb, pattern(1, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256, 1024})
    void dataOutOfAnotherLengthThanABlockIsRefused(int bytes) {
        fixture.run("41 00 00 00 00 00 00 00 02 00", new byte[bytes])
                .assertInvalidFieldInCdb(7, -1);
    }

    @Test
    void anchorMakesZerosThatKeepTheirStorage() {
        fixture.run("41 18 00 00 00 00 00 00 08 00", new byte[512]).assertGood();
        assertThat(fixture.memory.usedBytes()).isEqualTo(4096);
        // The rest of the medium, without data.
        fixture.run("93 19 00 00 00 00 00 00 00 08 00 00 07 f8 00 00").assertGood();

        assertThat(fixture.memory.usedBytes()).isEqualTo(1 << 20);
        assertThat(fixture.run("28 00 00 00 00 00 00 00 10 00").dataIn())
                .isEqualTo(new byte[16 * 512]);
    }

    @Test
    void anchorWithoutUnmapAndProtectionAreRefused() {
        fixture.run("93 10 00 00 00 00 00 00 00 00 00 00 00 01 00 00", pattern(1, 1))
                .assertInvalidFieldInCdb(1, 4);
        fixture.run("41 20 00 00 00 00 00 00 01 00", pattern(1, 1)).assertInvalidFieldInCdb(1, 5);
        fixture.run("41 01 00 00 00 00 00 00 01 00", pattern(1, 1)).assertInvalidFieldInCdb(1, 0);
    }

    @Test
    void unmapOfAFullyProvisionedDeviceIsRefused() {
        UnitFixture thick =
                UnitFixture.decorated(memory ->
                        new ForwardingBlockDevice(memory) {
                            @Override
                            public DeviceTraits traits() {
                                return new DeviceTraits(false, true, false, 4096, 4096, 0);
                            }
                        });

        thick.run("41 08 00 00 00 00 00 00 01 00", new byte[512]).assertInvalidFieldInCdb(1, 3);
    }

    @Test
    void aStorageErrorEndsTheCommand() {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        call == DeviceCall.WRITE_SAME
                                                ? BlockError.OUT_OF_SPACE
                                                : null));

        faulty.run("41 00 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED);
    }
}
