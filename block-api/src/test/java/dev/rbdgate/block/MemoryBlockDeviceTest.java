package dev.rbdgate.block;

import static dev.rbdgate.block.Calls.bytes;
import static dev.rbdgate.block.Calls.filled;
import static dev.rbdgate.block.Calls.outcome;
import static dev.rbdgate.block.Calls.read;
import static dev.rbdgate.block.Calls.unmap;
import static dev.rbdgate.block.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryBlockDeviceTest {

    private static final int PAGE = 4096;

    private final MemoryBlockDevice device = new MemoryBlockDevice(1 << 20);

    @Test
    void whatWasNeverWrittenReadsAsZeroAndTakesNoStorage() {
        assertThat(read(device, 5, 10_000)).isEqualTo(new byte[10_000]);
        assertThat(device.usedBytes()).isZero();
    }

    @Test
    void aWriteOfAnyAlignmentIsReadBackAndTouchesNothingElse() {
        assertThat(write(device, PAGE - 1, PAGE + 2, 7)).isEqualTo(Outcome.DONE);

        assertThat(read(device, PAGE - 1, PAGE + 2)).isEqualTo(filled(PAGE + 2, 7));
        assertThat(read(device, 0, PAGE - 1)).isEqualTo(new byte[PAGE - 1]);
        assertThat(read(device, 2 * PAGE + 1, PAGE)).isEqualTo(new byte[PAGE]);
        assertThat(device.usedBytes()).isEqualTo(3 * PAGE);
    }

    @Test
    void payloadMayBeScatteredAndItsPositionsStayAsTheyWere() {
        ByteBuffer first = bytes(100, 1).position(40);
        ByteBuffer empty = bytes(0, 0);
        ByteBuffer second = bytes(5000, 2).limit(4990);
        assertThat(
                        outcome(then ->
                                device.write(
                                        10,
                                        List.of(first, empty, second),
                                        Durability.CACHED,
                                        then)))
                .isEqualTo(Outcome.DONE);

        ByteBuffer head = ByteBuffer.allocateDirect(80).position(10).limit(70);
        ByteBuffer tail = ByteBuffer.allocateDirect(4990);
        outcome(then -> device.read(10, List.of(head, tail), then));

        assertThat(List.of(first.position(), second.position(), second.limit()))
                .containsExactly(40, 0, 4990);
        assertThat(List.of(head.position(), head.limit(), tail.position()))
                .containsExactly(10, 70, 0);
        assertThat(head).isEqualTo(bytes(60, 1));
        assertThat(tail).isEqualTo(bytes(4990, 2));
    }

    @Test
    void unmapZeroesHeadsAndTailsAndFreesWholePages() {
        write(device, 0, 4 * PAGE, 9);

        assertThat(unmap(device, 100, 3 * PAGE)).isEqualTo(Outcome.DONE);

        assertThat(read(device, 0, 100)).isEqualTo(filled(100, 9));
        assertThat(read(device, 100, 3 * PAGE)).isEqualTo(new byte[3 * PAGE]);
        assertThat(read(device, 3 * PAGE + 100, PAGE - 100)).isEqualTo(filled(PAGE - 100, 9));
        assertThat(device.usedBytes()).isEqualTo(2 * PAGE);
    }

    @Test
    void unmapInsideOnePageZeroesOnlyThat() {
        write(device, 0, PAGE, 9);

        unmap(device, 10, 20);

        byte[] expected = filled(PAGE, 9);
        Arrays.fill(expected, 10, 30, (byte) 0);
        assertThat(read(device, 0, PAGE)).isEqualTo(expected);
    }

    @Test
    void unmapOfWhatIsNotThereTakesNoStorage() {
        unmap(device, 1, PAGE);

        assertThat(device.usedBytes()).isZero();
    }

    @Test
    void writeSameRepeatsItsPattern() {
        ByteBuffer pattern = ByteBuffer.allocateDirect(512);
        for (int at = 0; at < 512; at++) {
            pattern.put(at, (byte) at);
        }

        assertThat(
                        outcome(then ->
                                device.writeSame(
                                        PAGE - 512, 1024, pattern, Durability.CACHED, then)))
                .isEqualTo(Outcome.DONE);

        byte[] stored = read(device, PAGE - 512, 1024);
        for (int at = 0; at < 1024; at++) {
            assertThat(stored[at]).isEqualTo((byte) at);
        }
        assertThat(pattern.position()).isZero();
    }

    @Test
    void writeSameOfAPartOfItsPatternIsUnsupported() {
        for (ByteBuffer pattern : List.of(bytes(512, 1), bytes(0, 0))) {
            Calls.assertFailed(
                    outcome(then -> device.writeSame(0, 1000, pattern, Durability.CACHED, then)),
                    BlockError.UNSUPPORTED);
        }
        assertThat(device.usedBytes()).isZero();
    }

    @Test
    void resizeTellsListenersUntilTheyUnsubscribe() {
        List<Long> told = new ArrayList<>();
        Runnable end = device.onChange(() -> told.add(device.sizeBytes()));

        device.resize(2 << 20);
        end.run();
        device.resize(3 << 20);

        assertThat(told).containsExactly(2L << 20);
    }

    @Test
    void aGrownDeviceIsZeroBeyondItsOldEnd() {
        device.resize(PAGE + 10);
        write(device, PAGE, 10, 3);
        device.resize(2 * PAGE);

        assertThat(read(device, PAGE + 10, PAGE - 10)).isEqualTo(new byte[PAGE - 10]);
        assertThat(read(device, PAGE, 10)).isEqualTo(filled(10, 3));
    }

    @Test
    void whatAShrinkCutOffIsGoneAlsoAfterPowerLossAndGrowth() {
        write(device, 0, 2 * PAGE, 5, Durability.DURABLE);

        device.resize(100);
        device.losePower();
        device.resize(2 * PAGE);

        assertThat(read(device, 0, 100)).isEqualTo(filled(100, 5));
        assertThat(read(device, 100, 2 * PAGE - 100)).isEqualTo(new byte[2 * PAGE - 100]);
    }

    @Test
    void theLargestDeviceWorksToItsLastByte() {
        MemoryBlockDevice huge = new MemoryBlockDevice(Long.MAX_VALUE);

        assertThat(write(huge, Long.MAX_VALUE - 10, 10, 4)).isEqualTo(Outcome.DONE);
        assertThat(read(huge, Long.MAX_VALUE - 10, 10)).isEqualTo(filled(10, 4));
        assertThat(unmap(huge, 0, Long.MAX_VALUE - 5)).isEqualTo(Outcome.DONE);
        assertThat(read(huge, Long.MAX_VALUE - 10, 10))
                .isEqualTo(new byte[] {0, 0, 0, 0, 0, 4, 4, 4, 4, 4});
        assertThat(huge.allocationStatus(0, Long.MAX_VALUE).join())
                .containsExactly(
                        new AllocationExtent(0, Long.MAX_VALUE - PAGE + 1, false),
                        new AllocationExtent(Long.MAX_VALUE - PAGE + 1, PAGE - 1, true));
    }

    /** The same calls on an array: a model that is too simple to be wrong. */
    @Test
    void randomCallsAgreeWithAnArray() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int size = 10 * PAGE + 77;
        MemoryBlockDevice small = new MemoryBlockDevice(size);
        byte[] model = new byte[size];
        for (int step = 0; step < 2000; step++) {
            int from = random.nextInt(size);
            int count = random.nextInt(Math.min(size - from, 3 * PAGE)) + 1;
            int value = random.nextInt(255) + 1;
            switch (random.nextInt(3)) {
                case 0 -> {
                    write(small, from, count, value);
                    Arrays.fill(model, from, from + count, (byte) value);
                }
                case 1 -> {
                    unmap(small, from, count);
                    Arrays.fill(model, from, from + count, (byte) 0);
                }
                default ->
                        assertThat(read(small, from, count))
                                .as("-Dseed=" + seed + " step " + step)
                                .isEqualTo(Arrays.copyOfRange(model, from, from + count));
            }
        }
        assertThat(read(small, 0, size)).as("-Dseed=" + seed).isEqualTo(model);
    }
}
