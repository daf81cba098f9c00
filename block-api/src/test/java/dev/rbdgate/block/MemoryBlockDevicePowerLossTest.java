package dev.rbdgate.block;

import static dev.rbdgate.block.Calls.bytes;
import static dev.rbdgate.block.Calls.filled;
import static dev.rbdgate.block.Calls.flush;
import static dev.rbdgate.block.Calls.outcome;
import static dev.rbdgate.block.Calls.read;
import static dev.rbdgate.block.Calls.unmap;
import static dev.rbdgate.block.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBlockDevicePowerLossTest {

    private static final int PAGE = 4096;

    private final MemoryBlockDevice device = new MemoryBlockDevice(1 << 20);

    @Test
    void aVolatileCacheIsAdmitted() {
        assertThat(device.traits().volatileWriteCache()).isTrue();
    }

    @Test
    void cachedWritesAreLost() {
        write(device, 0, PAGE, 1);

        device.losePower();

        assertThat(read(device, 0, PAGE)).isEqualTo(new byte[PAGE]);
    }

    @Test
    void flushedWritesStayAsTheyWereFlushed() {
        write(device, 0, PAGE, 1);
        assertThat(flush(device)).isEqualTo(Outcome.DONE);
        write(device, 10, 10, 2);

        device.losePower();

        assertThat(read(device, 0, PAGE)).isEqualTo(filled(PAGE, 1));
    }

    @Test
    void durableWritesStayWithoutAFlush() {
        write(device, PAGE - 1, 2, 1, Durability.DURABLE);
        write(device, 3 * PAGE, 1, 1);

        device.losePower();

        assertThat(read(device, PAGE - 1, 2)).isEqualTo(filled(2, 1));
        assertThat(read(device, 3 * PAGE, 1)).isEqualTo(new byte[1]);
    }

    @Test
    void anUnmapIsLostUnlessItIsDurable() {
        write(device, 0, 2 * PAGE, 1);
        flush(device);
        unmap(device, 0, PAGE);
        outcome(then -> device.unmap(PAGE, PAGE, Durability.DURABLE, then));

        device.losePower();

        assertThat(read(device, 0, PAGE)).isEqualTo(filled(PAGE, 1));
        assertThat(read(device, PAGE, PAGE)).isEqualTo(new byte[PAGE]);
    }

    @Test
    void durableWriteSameAndCompareAndWriteStay() {
        outcome(then -> device.writeSame(0, 1024, bytes(512, 3), Durability.DURABLE, then));
        outcome(then ->
                device.compareAndWrite(
                        PAGE,
                        List.of(bytes(512, 0)),
                        List.of(bytes(512, 4)),
                        Durability.DURABLE,
                        then));

        device.losePower();

        assertThat(read(device, 0, 1024)).isEqualTo(filled(1024, 3));
        assertThat(read(device, PAGE, 512)).isEqualTo(filled(512, 4));
    }

    @Test
    void durableOrWritesAndAtomicWritesStayAndOthersAreLostWhole() {
        outcome(then -> device.orWrite(0, List.of(bytes(10, 5)), Durability.DURABLE, then));
        outcome(then ->
                device.atomicWrite(
                        PAGE - 1, List.of(bytes(PAGE + 2, 6)), Durability.DURABLE, then));
        outcome(then ->
                device.atomicWrite(
                        4 * PAGE - 1, List.of(bytes(PAGE + 2, 7)), Durability.CACHED, then));

        device.losePower();

        assertThat(read(device, 0, 10)).isEqualTo(filled(10, 5));
        assertThat(read(device, PAGE - 1, PAGE + 2)).isEqualTo(filled(PAGE + 2, 6));
        assertThat(read(device, 4 * PAGE - 1, PAGE + 2)).isEqualTo(new byte[PAGE + 2]);
    }

    @Test
    void closingFlushesAndEndsEveryCall() {
        write(device, 0, PAGE, 1);

        assertThat(device.close()).isCompleted();
        device.losePower();

        assertThat(device.usedBytes()).isEqualTo(PAGE);
        Calls.assertFailed(write(device, 0, 1, 1), BlockError.NOT_READY);
        Calls.assertFailed(flush(device), BlockError.NOT_READY);
        Calls.assertFailed(unmap(device, 0, 1), BlockError.NOT_READY);
        Calls.assertFailed(
                outcome(then -> device.read(0, List.of(bytes(1, 0)), then)), BlockError.NOT_READY);
        assertThat(device.allocationStatus(0, 1)).isCompletedExceptionally();
    }
}
