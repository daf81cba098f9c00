package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Completion;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExecutionTest {

    private static UnitFixture throwing(Throwable thrown) {
        return UnitFixture.decorated(memory ->
                new ForwardingBlockDevice(memory) {
                    @Override
                    public void read(
                            long byteOffset, List<ByteBuffer> destination, Completion completion) {
                        if (thrown instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) thrown;
                    }
                });
    }

    @Test
    void aDefectEndsTheCommandWithAnInternalFailureAndTheUnitGoesOn() {
        UnitFixture fixture = throwing(new IllegalStateException("test"));

        fixture.run("28 00 00 00 00 00 00 00 01 00")
                .assertSense(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
        fixture.run("00 00 00 00 00 00").assertGood();
    }

    @Test
    void aTransferThatFindsNoMemoryIsBusy() {
        UnitFixture fixture = throwing(new OutOfMemoryError("test"));

        assertThat(fixture.run("28 00 00 00 00 00 00 00 01 00").status())
                .isEqualTo(ScsiStatus.BUSY);
    }
}
