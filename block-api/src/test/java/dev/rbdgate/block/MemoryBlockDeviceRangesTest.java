package dev.rbdgate.block;

import static dev.rbdgate.block.Calls.bytes;
import static dev.rbdgate.block.Calls.outcome;
import static dev.rbdgate.block.Calls.unmap;
import static dev.rbdgate.block.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBlockDeviceRangesTest {

    private static final int SIZE = 10_000;

    private final MemoryBlockDevice device = new MemoryBlockDevice(SIZE);

    @ParameterizedTest
    @CsvSource({
        "9999, 2",
        "10000, 1",
        "10001, 0",
        "-1, 1",
        "-1, 2",
        "9223372036854775807, 1",
        "9223372036854775807, 512",
        "-9223372036854775808, 1",
    })
    void everyCallOutsideIsOutOfRangeAndChangesNothing(long byteOffset, int byteCount) {
        List<Outcome> outcomes =
                List.of(
                        outcome(then ->
                                device.read(byteOffset, List.of(bytes(byteCount, 0)), then)),
                        write(device, byteOffset, byteCount, 1),
                        unmap(device, byteOffset, byteCount),
                        outcome(then ->
                                device.writeSame(
                                        byteOffset,
                                        byteCount,
                                        bytes(1, 1),
                                        Durability.CACHED,
                                        then)),
                        outcome(then ->
                                device.compareAndWrite(
                                        byteOffset,
                                        List.of(bytes(byteCount, 0)),
                                        List.of(bytes(byteCount, 1)),
                                        Durability.CACHED,
                                        then)),
                        outcome(then ->
                                device.orWrite(
                                        byteOffset,
                                        List.of(bytes(byteCount, 1)),
                                        Durability.CACHED,
                                        then)),
                        outcome(then ->
                                device.atomicWrite(
                                        byteOffset,
                                        List.of(bytes(byteCount, 1)),
                                        Durability.CACHED,
                                        then)));

        for (Outcome outcome : outcomes) {
            Calls.assertFailed(outcome, BlockError.OUT_OF_RANGE);
        }
        assertThat(device.allocationStatus(byteOffset, byteCount)).isCompletedExceptionally();
        assertThat(device.usedBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 9223372036854775807", "9999, 9223372036854775807"})
    void lengthsThatWrapAreOutOfRange(long byteOffset, long byteCount) {
        Calls.assertFailed(unmap(device, byteOffset, byteCount), BlockError.OUT_OF_RANGE);
        Calls.assertFailed(
                outcome(then ->
                        device.writeSame(
                                byteOffset, byteCount, bytes(1, 1), Durability.CACHED, then)),
                BlockError.OUT_OF_RANGE);
        assertThat(device.allocationStatus(byteOffset, byteCount)).isCompletedExceptionally();
    }

    @Test
    void theLastByteAndTheEmptyRangeAtTheEndAreInside() {
        assertThat(write(device, SIZE - 1, 1, 1)).isEqualTo(Outcome.DONE);
        assertThat(write(device, SIZE, 0, 1)).isEqualTo(Outcome.DONE);
        assertThat(unmap(device, SIZE, 0)).isEqualTo(Outcome.DONE);
    }

    @Test
    void anExtentOfNothingIsADefect() {
        assertThat(device.allocationStatus(0, 0)).isCompletedExceptionally();
        assertThatThrownBy(() -> new AllocationExtent(0, 0, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AllocationExtent(-1, 1, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allocationIsToldInExtentsOfAlternatingState() {
        MemoryBlockDevice pages = new MemoryBlockDevice(8 * 4096);
        write(pages, 2 * 4096, 2 * 4096, 1);
        write(pages, 6 * 4096 + 5, 1, 1);

        assertThat(pages.allocationStatus(0, 8 * 4096).join())
                .containsExactly(
                        new AllocationExtent(0, 2 * 4096, false),
                        new AllocationExtent(2 * 4096, 2 * 4096, true),
                        new AllocationExtent(4 * 4096, 2 * 4096, false),
                        new AllocationExtent(6 * 4096, 4096, true),
                        new AllocationExtent(7 * 4096, 4096, false));
        assertThat(pages.allocationStatus(3 * 4096 + 10, 4096).join())
                .containsExactly(
                        new AllocationExtent(3 * 4096 + 10, 4096 - 10, true),
                        new AllocationExtent(4 * 4096, 10, false));
        assertThat(pages.allocationStatus(2 * 4096 + 1, 1).join())
                .containsExactly(new AllocationExtent(2 * 4096 + 1, 1, true));
    }
}
