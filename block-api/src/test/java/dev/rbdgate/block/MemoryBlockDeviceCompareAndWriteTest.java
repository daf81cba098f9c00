package dev.rbdgate.block;

import static dev.rbdgate.block.Calls.bytes;
import static dev.rbdgate.block.Calls.filled;
import static dev.rbdgate.block.Calls.outcome;
import static dev.rbdgate.block.Calls.read;
import static dev.rbdgate.block.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBlockDeviceCompareAndWriteTest {

    private static final int UNIT = 1 << 20;

    private final MemoryBlockDevice device = new MemoryBlockDevice(4L * UNIT);

    private Outcome compareAndWrite(long byteOffset, ByteBuffer expected, ByteBuffer replacement) {
        return outcome(then ->
                device.compareAndWrite(
                        byteOffset,
                        List.of(expected),
                        List.of(replacement),
                        Durability.CACHED,
                        then));
    }

    @Test
    void equalBytesAreReplaced() {
        write(device, 1000, 1024, 1);

        assertThat(compareAndWrite(1000, bytes(1024, 1), bytes(1024, 2))).isEqualTo(Outcome.DONE);
        assertThat(read(device, 1000, 1024)).isEqualTo(filled(1024, 2));
    }

    @Test
    void theFirstDifferingByteIsNamedAcrossBuffersAndNothingIsWritten() {
        write(device, 0, 1024, 1);
        write(device, 700, 1, 9);

        Outcome miscompare =
                outcome(then ->
                        device.compareAndWrite(
                                0,
                                List.of(bytes(512, 1), bytes(512, 1)),
                                List.of(bytes(1024, 2)),
                                Durability.CACHED,
                                then));

        assertThat(miscompare).isEqualTo(new Outcome.Miscompare(700));
        assertThat(read(device, 0, 700)).isEqualTo(filled(700, 1));
    }

    @Test
    void aWholeUnitIsTheMost() {
        assertThat(device.traits().compareAndWriteBytes()).isEqualTo(UNIT);
        assertThat(compareAndWrite(UNIT, bytes(UNIT, 0), bytes(UNIT, 1))).isEqualTo(Outcome.DONE);
        Calls.assertFailed(
                compareAndWrite(0, bytes(UNIT + 1, 0), bytes(UNIT + 1, 1)), BlockError.UNSUPPORTED);
    }

    @Test
    void crossingAUnitIsUnsupported() {
        assertThat(compareAndWrite(UNIT - 512, bytes(512, 0), bytes(512, 1)))
                .isEqualTo(Outcome.DONE);
        Calls.assertFailed(
                compareAndWrite(2 * UNIT - 512, bytes(513, 0), bytes(513, 1)),
                BlockError.UNSUPPORTED);
    }

    @Test
    void twoLengthsAreUnsupported() {
        Calls.assertFailed(
                compareAndWrite(0, bytes(512, 0), bytes(1024, 1)), BlockError.UNSUPPORTED);
        assertThat(device.usedBytes()).isZero();
    }

    @Test
    void nothingComparesEqualToNothing() {
        assertThat(compareAndWrite(4L * UNIT, bytes(0, 0), bytes(0, 0))).isEqualTo(Outcome.DONE);
    }
}
