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
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyTest {

    private final UnitFixture fixture = UnitFixture.create();

    @BeforeEach
    void fill() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2f 02 00 00 00 00 00 00 08 00",
                "2f 12 00 00 00 00 00 00 08 00", // DPO
                "af 02 00 00 00 00 00 00 00 08 00 00",
                "8f 02 00 00 00 00 00 00 00 00 00 00 00 08 00 00"
            })
    void everyFormComparesTheMediumWithDataOut(String cdb) {
        FakeTask equal = fixture.run(cdb, pattern(8, 1)).assertGood();
        assertThat(equal.fullLength()).isEqualTo(4096);

        byte[] different = pattern(8, 1);
        different[3000] ^= 1;
        FakeTask miscompare = fixture.run(cdb, different);

        miscompare.assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY);
        assertThat(miscompare.sense().information()).isEqualTo(OptionalLong.of(3000));
    }

    @Test
    void withoutByteCheckTheBlocksOnlyNeedToBeReadable() {
        FakeTask task = fixture.run("2f 00 00 00 00 00 00 00 08 00").assertGood();

        assertThat(task.fullLength()).isZero();
    }

    @Test
    void withoutByteCheckAnUnreadableBlockIsFoundAnywhereInALongRange() {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        call == DeviceCall.READ ? BlockError.READ_ERROR : null));

        faulty.run("2f 00 00 00 00 00 00 00 08 00")
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
    }

    @Test
    void byteCheck3ComparesEveryBlockWithTheOne() {
        fixture.run("41 00 00 00 00 00 00 00 08 00", pattern(1, 9)).assertGood();

        fixture.run("2f 06 00 00 00 00 00 00 08 00", pattern(1, 9)).assertGood();
        FakeTask miscompare = fixture.run("2f 06 00 00 00 00 00 00 09 00", pattern(1, 9));

        miscompare.assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY);
        assertThat(miscompare.sense().information()).isEqualTo(OptionalLong.of(8 * 512));
    }

    @Test
    void byteCheck3NeedsExactlyOneBlock() {
        fixture.run("2f 06 00 00 00 00 00 00 08 00", pattern(2, 9)).assertInvalidFieldInCdb(7, -1);
    }

    @Test
    void byteCheck2IsReserved() {
        fixture.run("2f 04 00 00 00 00 00 00 08 00").assertInvalidFieldInCdb(1, 2);
    }

    @Test
    void aRangeOfManyChunksIsCheckedToItsEnd() {
        UnitFixture large = UnitFixture.ofBytes(8L << 20);
        byte[] data = new byte[5 << 20];
        data[data.length - 1] = 1;

        FakeTask task = large.run("2f 02 00 00 00 00 00 28 00 00", data);

        task.assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY);
        assertThat(task.sense().information()).isEqualTo(OptionalLong.of(data.length - 1));
        data[data.length - 1] = 0;
        large.run("2f 02 00 00 00 00 00 28 00 00", data).assertGood();
    }

    @Test
    void aVeryLongRangeDoesNotGrowTheStack() {
        UnitFixture large = UnitFixture.ofBytes(8L << 30);

        large.run("8f 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00").assertGood();
    }

    @Test
    void lessDataThanTheCdbSaysIsComparedAsFarAsItGoes() {
        FakeTask task =
                fixture.run(
                        "2f 02 00 00 00 00 00 00 08 00", Arrays.copyOf(pattern(8, 1), 1024 + 100));

        assertThat(task.assertGood().fullLength()).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2f 00 00 00 00 00 00 00 00 00", "2f 02 00 00 08 00 00 00 00 00"})
    void lengthZeroIsGood(String cdb) {
        fixture.run(cdb).assertGood();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2f 00 00 00 07 ff 00 00 02 00",
                "2f 02 00 00 08 01 00 00 00 00",
                "8f 00 ff ff ff ff ff ff ff ff 00 00 00 02 00 00"
            })
    void aRangeBeyondTheEndIsOutOfRange(String cdb) {
        fixture.run(cdb).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void moreToCompareThanTheMaximumTransferLengthIsRefused() {
        UnitFixture large = UnitFixture.ofBytes(64L << 20);

        large.run("8f 02 00 00 00 00 00 00 00 00 00 01 00 01 00 00", pattern(1, 1))
                .assertInvalidFieldInCdb(10, -1);
    }

    @Test
    void vrprotectIsRefused() {
        fixture.run("2f 20 00 00 00 00 00 00 08 00").assertInvalidFieldInCdb(1, 5);
    }
}
