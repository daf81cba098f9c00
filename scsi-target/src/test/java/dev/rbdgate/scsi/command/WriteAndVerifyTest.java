package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteAndVerifyTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2e 00 00 00 00 00 00 00 08 00",
                "2e 02 00 00 00 00 00 00 08 00",
                "2e 12 00 00 00 00 00 00 08 00",
                "ae 02 00 00 00 00 00 00 00 08 00 00",
                "8e 02 00 00 00 00 00 00 00 00 00 00 00 08 00 00"
            })
    void whatIsWrittenIsOnTheMedium(String cdb) {
        FakeTask task = fixture.run(cdb, pattern(8, 1)).assertGood();
        assertThat(task.fullLength()).isEqualTo(4096);

        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
    }

    @Test
    void aWriteThatWasLostIsFoundByComparing() {
        UnitFixture forgetful =
                UnitFixture.decorated(memory ->
                        new ForwardingBlockDevice(memory) {
                            @Override
                            public void write(
                                    long byteOffset,
                                    List<ByteBuffer> source,
                                    Durability durability,
                                    Completion completion) {
                                completion.complete(Outcome.DONE);
                            }
                        });

        forgetful
                .run("2e 02 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY);
        forgetful.run("2e 00 00 00 00 00 00 00 01 00", pattern(1, 1)).assertGood();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRITE", "READ"})
    void aStorageErrorInEitherHalfEndsTheCommand(DeviceCall failing) {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) -> call == failing ? BlockError.INTERNAL : null));

        faulty.run("2e 00 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"04", "06"})
    void otherByteChecksAreReserved(String flags) {
        fixture.run("2e " + flags + " 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertInvalidFieldInCdb(1, 2);
    }

    @Test
    void lengthZeroIsGoodAndRangesAreChecked() {
        fixture.run("2e 00 00 00 08 00 00 00 00 00").assertGood();
        fixture.run("2e 00 00 00 07 ff 00 00 02 00", pattern(2, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void moreThanTheMaximumTransferLengthIsRefused() {
        UnitFixture.ofBytes(64L << 20)
                .run("8e 00 00 00 00 00 00 00 00 00 00 01 00 01 00 00", pattern(1, 1))
                .assertInvalidFieldInCdb(10, -1);
    }

    @Test
    void lessDataThanTheCdbSaysWritesTheWholeBlocksThatCame() {
        FakeTask task =
                fixture.run("2e 02 00 00 00 00 00 00 02 00", Arrays.copyOf(pattern(2, 1), 600));

        assertThat(task.assertGood().fullLength()).isEqualTo(1024);
        byte[] stored = fixture.run("28 00 00 00 00 00 00 00 02 00").dataIn();
        assertThat(Arrays.copyOf(stored, 512)).isEqualTo(pattern(1, 1));
        assertThat(Arrays.copyOfRange(stored, 512, 1024)).containsOnly(0);
    }
}
