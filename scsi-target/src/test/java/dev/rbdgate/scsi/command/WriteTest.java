package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a 00 00 05 02 00",
                "2a 00 00 00 00 05 00 00 02 00",
                "aa 00 00 00 00 05 00 00 00 02 00 00",
                "8a 00 00 00 00 00 00 00 00 05 00 00 00 02 00 00"
            })
    void everyFormWritesTheBlocksItNames(String cdb) {
        byte[] data = pattern(2, 1);

        FakeTask task = fixture.run(cdb, data).assertGood();

        assertThat(task.fullLength()).isEqualTo(1024);
        byte[] around = fixture.run("28 00 00 00 00 04 00 00 04 00").dataIn();
        assertThat(Arrays.copyOfRange(around, 0, 512)).containsOnly(0);
        assertThat(Arrays.copyOfRange(around, 512, 1536)).isEqualTo(data);
        assertThat(Arrays.copyOfRange(around, 1536, 2048)).containsOnly(0);
    }

    @Test
    void write6WithLengthZeroWrites256Blocks() {
        byte[] data = pattern(256, 3);

        fixture.run("0a 00 00 00 00 00", data).assertGood();

        assertThat(fixture.run("28 00 00 00 00 00 00 01 00 00").dataIn()).isEqualTo(data);
    }

    @Test
    void write10WithLengthZeroWritesNothingAndIsGood() {
        fixture.run("2a 00 00 00 00 00 00 00 00 00").assertGood();
        fixture.run("2a 00 00 00 08 00 00 00 00 00").assertGood();

        assertThat(fixture.memory.usedBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2a 00 00 00 07 ff 00 00 02 00",
        "2a 00 00 00 08 01 00 00 00 00",
        "2a 00 ff ff ff ff 00 00 01 00",
        "8a 00 ff ff ff ff ff ff ff ff 00 00 00 01 00 00",
        "8a 00 ff ff ff ff ff ff ff ff 00 00 00 02 00 00",
        "8a 00 80 00 00 00 00 00 00 00 00 00 00 01 00 00",
        "8a 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 00",
        "aa 00 00 00 00 01 ff ff ff ff 00 00",
    })
    void rangesBeyondTheEndAreOutOfRange(String cdb) {
        fixture.run(cdb, pattern(2, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void moreThanTheMaximumTransferLengthPointsAtTheLength() {
        UnitFixture large = UnitFixture.ofBytes(64L << 20);

        large.run("8a 00 00 00 00 00 00 00 00 00 00 01 00 01 00 00", pattern(1, 1))
                .assertInvalidFieldInCdb(10, -1);
    }

    @Test
    void wrprotectIsRefused() {
        fixture.run("2a 20 00 00 00 00 00 00 01 00", pattern(1, 1)).assertInvalidFieldInCdb(1, 5);
    }

    @Test
    void fuaSurvivesPowerLossAndAPlainWriteDoesNot() {
        fixture.run("2a 08 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
        fixture.run("2a 10 00 00 00 08 00 00 08 00", pattern(8, 2)).assertGood();

        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
        assertThat(fixture.run("28 00 00 00 00 08 00 00 08 00").dataIn()).containsOnly(0);
    }

    @Test
    void withoutAWriteCacheEveryWriteSurvivesPowerLoss() {
        UnitFixture durable = UnitFixture.create(new UnitOptions(512, false));

        durable.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
        durable.memory.losePower();

        assertThat(durable.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
    }

    @Test
    void lessDataThanTheCdbSaysWritesTheWholeBlocksThatCame() {
        byte[] data = pattern(2, 5);

        FakeTask task =
                fixture.run("2a 00 00 00 00 00 00 00 02 00", Arrays.copyOf(data, 700)).assertGood();

        assertThat(task.fullLength()).isEqualTo(1024);
        byte[] stored = fixture.run("28 00 00 00 00 00 00 00 02 00").dataIn();
        assertThat(Arrays.copyOf(stored, 512)).isEqualTo(Arrays.copyOf(data, 512));
        assertThat(Arrays.copyOfRange(stored, 512, 1024)).containsOnly(0);
    }

    @Test
    void moreDataThanTheCdbSaysWritesWhatTheCdbSays() {
        byte[] data = pattern(2, 5);

        FakeTask task = fixture.run("2a 00 00 00 00 00 00 00 01 00", data).assertGood();

        assertThat(task.fullLength()).isEqualTo(512);
        byte[] stored = fixture.run("28 00 00 00 00 00 00 00 02 00").dataIn();
        assertThat(Arrays.copyOfRange(stored, 512, 1024)).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE_ERROR, 3, 0x0c00",
        "OUT_OF_SPACE, 7, 0x2707",
        "WRITE_PROTECTED, 7, 0x2700",
        "NOT_READY, 2, 0x0401",
        "FENCED, 4, 0x4400",
        "INTERNAL, 4, 0x4400",
        "UNSUPPORTED, 5, 0x2400",
        "OUT_OF_RANGE, 5, 0x2100",
        "READ_ERROR, 3, 0x1100",
    })
    void storageErrorsBecomeSenseData(BlockError error, int key, int asc) {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory, (call, _, _) -> call == DeviceCall.WRITE ? error : null));

        faulty.run("2a 00 00 00 00 00 00 00 01 00", pattern(1, 1)).assertSense(key, asc);
    }

    @Test
    void aBusyDeviceGivesBusyStatus() {
        UnitFixture faulty =
                UnitFixture.decorated(
                        memory -> new FaultyBlockDevice(memory, (_, _, _) -> BlockError.BUSY));

        FakeTask task = faulty.run("2a 00 00 00 00 00 00 00 01 00", pattern(1, 1));

        assertThat(task.status()).isEqualTo(ScsiStatus.BUSY);
    }

    @Test
    void aReadOnlyMappingRefusesWrites() {
        UnitFixture.readOnly()
                .run("2a 00 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
    }

    @Test
    void dataOutIsAskedForOnlyAfterTheCdbWasFoundValid() {
        FakeTask held = fixture.task("2a 00 00 00 00 00 00 00 01 00").dataOut(pattern(1, 9)).held();

        fixture.run(held);
        assertThat(held.isCompleted()).isFalse();
        held.deliver();

        held.assertGood();
        assertThat(fixture.run("28 00 00 00 00 00 00 00 01 00").dataIn()).isEqualTo(pattern(1, 9));
    }
}
