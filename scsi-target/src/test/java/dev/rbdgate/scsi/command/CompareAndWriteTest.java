package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompareAndWriteTest {

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] both(byte[] expected, byte[] replacement) {
        byte[] both = Arrays.copyOf(expected, expected.length + replacement.length);
        System.arraycopy(replacement, 0, both, expected.length, replacement.length);
        return both;
    }

    @Test
    void equalBlocksAreReplaced() {
        fixture.run("2a 00 00 00 00 04 00 00 02 00", pattern(2, 1)).assertGood();

        FakeTask task =
                fixture.run(
                        "89 00 00 00 00 00 00 00 00 04 00 00 00 02 00 00",
                        both(pattern(2, 1), pattern(2, 9)));

        assertThat(task.assertGood().fullLength()).isEqualTo(2048);
        assertThat(fixture.run("28 00 00 00 00 04 00 00 02 00").dataIn()).isEqualTo(pattern(2, 9));
    }

    @Test
    void differentBlocksStayAndTheOffsetIsTold() {
        fixture.run("2a 00 00 00 00 04 00 00 02 00", pattern(2, 1)).assertGood();
        byte[] expected = pattern(2, 1);
        expected[700] ^= 0x10;

        FakeTask task =
                fixture.run(
                        "89 00 00 00 00 00 00 00 00 04 00 00 00 02 00 00",
                        both(expected, pattern(2, 9)));

        task.assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY);
        assertThat(task.sense().information()).isEqualTo(OptionalLong.of(700));
        assertThat(fixture.run("28 00 00 00 00 04 00 00 02 00").dataIn()).isEqualTo(pattern(2, 1));
    }

    @Test
    void fuaIsDurable() {
        fixture.run(
                        "89 08 00 00 00 00 00 00 00 00 00 00 00 01 00 00",
                        both(new byte[512], pattern(1, 5)))
                .assertGood();

        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 01 00").dataIn()).isEqualTo(pattern(1, 5));
    }

    @Test
    void noBlocksIsGood() {
        fixture.run("89 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00").assertGood();
        fixture.run("89 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", new byte[1024])
                .assertInvalidFieldInCdb(13, -1);
    }

    @Test
    void theLongestOneIs255Blocks() {
        fixture.run(
                        "89 00 00 00 00 00 00 00 00 00 00 00 00 ff 00 00",
                        both(new byte[255 * 512], pattern(255, 5)))
                .assertGood();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 512, 1023, 1536, 2048})
    void dataOutOfAnotherLengthThanTwiceTheBlocksIsRefused(int bytes) {
        fixture.run("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[bytes])
                .assertInvalidFieldInCdb(13, -1);
    }

    @Test
    void moreThanTheDeviceOffersIsRefused() {
        UnitFixture small = withUnit(4096);

        small.run("89 00 00 00 00 00 00 00 00 00 00 00 00 09 00 00", new byte[9 * 1024])
                .assertInvalidFieldInCdb(13, -1);
    }

    @Test
    void aDeviceWithoutItDoesNotKnowTheOperationCode() {
        withUnit(0)
                .run("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[1024])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_OPERATION_CODE);
    }

    @Test
    void whatTheDeviceCannotDoInOneGoIsRefused() {
        UnitFixture large = UnitFixture.ofBytes(2 << 20);

        large.run(
                        "89 00 00 00 00 00 00 00 07 ff 00 00 00 02 00 00",
                        both(new byte[1024], pattern(2, 1)))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void aRangeBeyondTheEndIsOutOfRange() {
        fixture.run("89 00 00 00 00 00 00 00 07 ff 00 00 00 02 00 00", new byte[2048])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void wrprotectAndReservedBytesAreRefused() {
        fixture.run("89 20 00 00 00 00 00 00 00 00 00 00 00 01 00 00", new byte[1024])
                .assertInvalidFieldInCdb(1, 5);
        fixture.run("89 00 00 00 00 00 00 00 00 00 00 00 01 01 00 00", new byte[1024])
                .assertInvalidFieldInCdb(12, 0);
    }

    private static UnitFixture withUnit(int compareAndWriteBytes) {
        return UnitFixture.decorated(memory ->
                new ForwardingBlockDevice(memory) {
                    @Override
                    public DeviceTraits traits() {
                        return new DeviceTraits(
                                false, true, true, 4096, 4096, compareAndWriteBytes);
                    }
                });
    }
}
