package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08 00 00 03 02 00",
                "28 00 00 00 00 03 00 00 02 00",
                "28 18 00 00 00 03 3f 00 02 00", // DPO, FUA and a group number
                "a8 00 00 00 00 03 00 00 00 02 00 00",
                "88 00 00 00 00 00 00 00 00 03 00 00 00 02 00 00"
            })
    void everyFormReadsTheBlocksItNames(String cdb) {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();

        FakeTask task = fixture.run(cdb);

        assertThat(task.dataIn()).isEqualTo(Arrays.copyOfRange(pattern(8, 1), 1536, 2560));
        assertThat(task.fullLength()).isEqualTo(1024);
    }

    @Test
    void read6WithLengthZeroReads256Blocks() {
        assertThat(fixture.run("08 00 00 00 00 00").dataIn()).hasSize(256 * 512);
    }

    @Test
    void read6ReachesTheEndOfItsTwentyOneBits() {
        UnitFixture exact = UnitFixture.ofBytes((1L << 21) * 512);

        assertThat(exact.run("08 1f ff ff 01 00").dataIn()).hasSize(512);
        exact.run("08 1f ff ff 02 00")
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "28 00 00 00 00 00 00 00 00 00",
                "28 00 00 00 08 00 00 00 00 00", // right at the end
                "a8 00 00 00 08 00 00 00 00 00 00 00",
                "88 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00"
            })
    void lengthZeroReadsNothingAndIsGood(String cdb) {
        FakeTask task = fixture.run(cdb).assertGood();

        assertThat(task.dataIn()).isEmpty();
        assertThat(task.fullLength()).isZero();
    }

    @Test
    void theLastBlocksCanBeRead() {
        assertThat(fixture.run("28 00 00 00 07 f8 00 00 08 00").dataIn()).hasSize(4096);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08 00 08 00 01 00",
                "08 00 07 01 00 00", // 256 blocks
                "28 00 00 00 07 ff 00 00 02 00",
                "28 00 00 00 08 01 00 00 00 00",
                "28 00 ff ff ff ff 00 ff ff 00",
                "a8 00 00 00 07 ff ff ff ff ff 00 00",
                "88 00 00 00 00 01 00 00 00 00 00 00 00 01 00 00",
                "88 00 80 00 00 00 00 00 00 00 00 00 00 00 00 00",
                "88 00 ff ff ff ff ff ff ff ff 00 00 00 00 00 00",
                "88 00 ff ff ff ff ff ff ff ff 00 00 00 02 00 00", // the sum wraps to 1
                "88 00 7f ff ff ff ff ff ff ff ff ff ff ff 00 00",
            })
    void rangesBeyondTheEndAreOutOfRange(String cdb) {
        fixture.run(cdb).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void outOfRangeTellsTheLbaInInformation() {
        FakeTask task = fixture.run("28 00 00 00 08 05 00 00 01 00");

        assertThat(task.sense().information()).isEqualTo(OptionalLong.of(0x805));
    }

    @Test
    void theMaximumTransferLengthIsReadAndOneBlockMoreRefused() {
        UnitFixture large = UnitFixture.ofBytes(64L << 20);

        assertThat(large.run("28 00 00 00 00 00 00 ff ff 00").dataIn()).hasSize(65535 * 512);
        assertThat(large.run("88 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00").dataIn())
                .hasSize(32 << 20);
        large.run("88 00 00 00 00 00 00 00 00 00 00 01 00 01 00 00")
                .assertInvalidFieldInCdb(10, -1);
        large.run("a8 00 00 00 00 00 00 01 00 01 00 00").assertInvalidFieldInCdb(6, -1);
    }

    @Test
    void inBlocksOf4096BytesEvenATenByteCdbCanAskForTooMuch() {
        UnitFixture large =
                UnitFixture.decorated(
                        new UnitOptions(4096, true), _ -> new MemoryBlockDevice(64L << 20));

        large.run("28 00 00 00 00 00 00 20 01 00").assertInvalidFieldInCdb(7, -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "28 20 00 00 00 00 00 00 01 00",
                "a8 20 00 00 00 00 00 00 00 01 00 00",
                "88 20 00 00 00 00 00 00 00 00 00 00 00 01 00 00"
            })
    void rdprotectIsRefused(String cdb) {
        fixture.run(cdb).assertInvalidFieldInCdb(1, 5);
    }

    @Test
    void aReadErrorNamesTheFirstBlock() {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(memory, (_, _, _) -> BlockError.READ_ERROR));

        FakeTask task = faulty.run("28 00 00 00 00 07 00 00 01 00");

        task.assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
        assertThat(task.sense().information()).isEqualTo(OptionalLong.of(7));
    }

    @Test
    void aReadEndsWhenTheDeviceCompletes() {
        Queue<Runnable> calls = new ArrayDeque<>();
        UnitFixture delayed =
                UnitFixture.decorated(memory -> new DelayedBlockDevice(memory, calls::add));
        FakeTask task = delayed.run("28 00 00 00 00 00 00 00 01 00");

        assertThat(task.isCompleted()).isFalse();
        calls.remove().run();

        assertThat(task.dataIn()).hasSize(512);
    }
}
