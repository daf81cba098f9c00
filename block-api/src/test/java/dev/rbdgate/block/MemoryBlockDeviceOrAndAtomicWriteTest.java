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

class MemoryBlockDeviceOrAndAtomicWriteTest {

    private static final int UNIT = 1 << 20;

    private final MemoryBlockDevice device = new MemoryBlockDevice(4L * UNIT);

    private Outcome orWrite(long byteOffset, ByteBuffer... source) {
        return outcome(
                then -> device.orWrite(byteOffset, List.of(source), Durability.CACHED, then));
    }

    private Outcome atomicWrite(long byteOffset, ByteBuffer... source) {
        return outcome(
                then -> device.atomicWrite(byteOffset, List.of(source), Durability.CACHED, then));
    }

    @Test
    void anOrWriteAddsBitsAndClearsNone() {
        write(device, 4000, 200, 0x81);
        ByteBuffer first = bytes(110, 0x42).position(10);

        assertThat(orWrite(4000, first, bytes(200, 0x01))).isEqualTo(Outcome.DONE);

        assertThat(read(device, 4000, 100)).isEqualTo(filled(100, 0xC3));
        assertThat(read(device, 4100, 100)).isEqualTo(filled(100, 0x81));
        assertThat(read(device, 4200, 100)).isEqualTo(filled(100, 0x01));
        assertThat(first.position()).isEqualTo(10);
    }

    @Test
    void anOrWriteMayBeOfAnyLength() {
        assertThat(orWrite(UNIT - 1, bytes(2 * UNIT, 4))).isEqualTo(Outcome.DONE);
        assertThat(read(device, UNIT - 1, 2 * UNIT)).isEqualTo(filled(2 * UNIT, 4));
    }

    @Test
    void anAtomicWriteReplacesAWholeUnitAtMost() {
        assertThat(device.traits().atomicWriteBytes()).isEqualTo(UNIT);
        assertThat(atomicWrite(UNIT, bytes(UNIT - 5, 1), bytes(5, 2))).isEqualTo(Outcome.DONE);
        assertThat(read(device, 2 * UNIT - 10, 10))
                .isEqualTo(new byte[] {1, 1, 1, 1, 1, 2, 2, 2, 2, 2});
    }

    @Test
    void anAtomicWriteAcrossUnitsIsUnsupportedAndChangesNothing() {
        Calls.assertFailed(atomicWrite(0, bytes(UNIT + 1, 1)), BlockError.UNSUPPORTED);
        Calls.assertFailed(atomicWrite(UNIT - 1, bytes(2, 1)), BlockError.UNSUPPORTED);
        assertThat(device.usedBytes()).isZero();
    }
}
