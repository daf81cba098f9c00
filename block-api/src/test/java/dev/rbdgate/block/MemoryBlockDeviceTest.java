package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryBlockDeviceTest {

    private static final int SIZE = 64 << 10;

    private final MemoryBlockDevice device = new MemoryBlockDevice(SIZE);
    private final List<Outcome> outcomes = new ArrayList<>();

    private static ByteBuffer direct(byte... bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return direct(bytes);
    }

    private byte[] read(long byteOffset, int length) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        device.read(byteOffset, List.of(buffer), outcomes::add);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private void write(long byteOffset, Durability durability, ByteBuffer... source) {
        device.write(byteOffset, List.of(source), durability, outcomes::add);
        assertThat(outcomes.removeLast()).isEqualTo(Outcome.DONE);
    }

    private Outcome lastOutcome() {
        assertThat(outcomes).hasSize(1);
        return outcomes.removeLast();
    }

    @Test
    void whatWasNeverWrittenReadsAsZero() {
        assertThat(read(5000, 9000)).containsOnly(0);
    }

    @Test
    void aWriteOfSeveralBuffersIsReadBackInOthersAndPositionsStay() {
        ByteBuffer first = filled(3, 1);
        ByteBuffer second = filled(5000, 2);
        write(4094, Durability.CACHED, first, second);
        assertThat(first.remaining()).isEqualTo(3);

        ByteBuffer head = ByteBuffer.allocateDirect(2);
        ByteBuffer tail = ByteBuffer.allocateDirect(3);
        device.read(4095, List.of(head, tail), outcomes::add);

        assertThat(lastOutcome()).isEqualTo(Outcome.DONE);
        assertThat(head).isEqualTo(direct((byte) 1, (byte) 1));
        assertThat(tail).isEqualTo(filled(3, 2));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "65536, 1", "65535, 2", "9223372036854775807, 1"})
    void rangesThatDoNotLieInsideAreOutOfRange(long byteOffset, int length) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        device.read(byteOffset, List.of(buffer), outcomes::add);
        device.write(byteOffset, List.of(buffer), Durability.CACHED, outcomes::add);
        device.unmap(byteOffset, length, Durability.CACHED, outcomes::add);

        assertThat(outcomes)
                .hasSize(3)
                .allSatisfy(outcome ->
                        assertThat(((Outcome.Failed) outcome).error())
                                .isEqualTo(BlockError.OUT_OF_RANGE));
    }

    @Test
    void powerLossTakesWhatWasNeitherFlushedNorDurable() {
        write(0, Durability.CACHED, filled(4096, 1));
        device.flush(outcomes::add);
        assertThat(lastOutcome()).isEqualTo(Outcome.DONE);
        write(0, Durability.CACHED, filled(100, 2));
        write(8192, Durability.DURABLE, filled(4096, 3));
        write(16384, Durability.CACHED, filled(4096, 4));

        device.losePower();

        assertThat(read(0, 4096)).containsOnly(1);
        assertThat(read(8192, 4096)).containsOnly(3);
        assertThat(read(16384, 4096)).containsOnly(0);
    }

    @Test
    void anUnmapIsLostWithPowerUnlessItWasDurable() {
        write(0, Durability.DURABLE, filled(8192, 1));
        device.unmap(0, 4096, Durability.CACHED, outcomes::add);
        device.unmap(4096, 4096, Durability.DURABLE, outcomes::add);

        device.losePower();

        outcomes.clear();
        assertThat(read(0, 4096)).containsOnly(1);
        assertThat(read(4096, 4096)).containsOnly(0);
    }

    @Test
    void unmapZeroesPartsAndGivesBackWholePages() {
        write(0, Durability.CACHED, filled(3 * 4096, 7));

        device.unmap(100, 2 * 4096, Durability.CACHED, outcomes::add);

        assertThat(lastOutcome()).isEqualTo(Outcome.DONE);
        assertThat(device.usedBytes()).isEqualTo(2 * 4096);
        assertThat(read(0, 100)).containsOnly(7);
        assertThat(read(100, 8192)).containsOnly(0);
        assertThat(read(8292, 3996)).containsOnly(7);
    }

    @Test
    void writeSameRepeatsItsPattern() {
        device.writeSame(512, 1536, direct(new byte[] {1, 2, 3}), Durability.CACHED, outcomes::add);

        assertThat(lastOutcome()).isEqualTo(Outcome.DONE);
        assertThat(read(511, 8)).containsExactly(0, 1, 2, 3, 1, 2, 3, 1);
        assertThat(read(2046, 4)).containsExactly(2, 3, 0, 0);
    }

    @Test
    void writeSameOfAnotherLengthThanAMultipleIsUnsupported() {
        device.writeSame(0, 10, filled(3, 1), Durability.CACHED, outcomes::add);
        device.writeSame(0, 10, filled(0, 1), Durability.CACHED, outcomes::add);

        assertThat(outcomes)
                .allSatisfy(outcome ->
                        assertThat(((Outcome.Failed) outcome).error())
                                .isEqualTo(BlockError.UNSUPPORTED));
    }

    @Test
    void compareAndWriteReplacesEqualBytesOnly() {
        write(1000, Durability.CACHED, direct((byte) 1, (byte) 2, (byte) 3));

        device.compareAndWrite(
                1000,
                List.of(direct((byte) 1), direct((byte) 2, (byte) 4)),
                List.of(filled(3, 9)),
                Durability.CACHED,
                outcomes::add);
        assertThat(lastOutcome()).isEqualTo(new Outcome.Miscompare(2));
        assertThat(read(1000, 3)).containsExactly(1, 2, 3);
        outcomes.clear();

        device.compareAndWrite(
                1000,
                List.of(direct((byte) 1, (byte) 2, (byte) 3)),
                List.of(filled(3, 9)),
                Durability.CACHED,
                outcomes::add);
        assertThat(lastOutcome()).isEqualTo(Outcome.DONE);
        assertThat(read(1000, 3)).containsOnly(9);
    }

    @Test
    void compareAndWriteAcrossItsUnitIsUnsupported() {
        MemoryBlockDevice large = new MemoryBlockDevice(4 << 20);

        large.compareAndWrite(
                (1 << 20) - 1,
                List.of(filled(2, 0)),
                List.of(filled(2, 1)),
                Durability.CACHED,
                outcomes::add);

        assertThat(((Outcome.Failed) lastOutcome()).error()).isEqualTo(BlockError.UNSUPPORTED);
    }

    @Test
    void allocationStatusAlternatesAndCoversTheRange() {
        write(4096, Durability.CACHED, filled(4096, 1));

        assertThat(device.allocationStatus(100, 12000).join())
                .containsExactly(
                        new AllocationExtent(100, 3996, false),
                        new AllocationExtent(4096, 4096, true),
                        new AllocationExtent(8192, 3908, false));
        assertThat(device.allocationStatus(0, SIZE + 1)).isCompletedExceptionally();
    }

    @Test
    void aResizeIsToldAndWhatWasCutOffIsGone() {
        List<Long> sizes = new ArrayList<>();
        Runnable end = device.onChange(() -> sizes.add(device.sizeBytes()));
        write(8000, Durability.CACHED, filled(1000, 1));

        device.resize(8192);
        device.resize(16384);
        end.run();
        device.resize(32768);

        assertThat(sizes).containsExactly(8192L, 16384L);
        assertThat(read(8000, 192)).containsOnly(1);
        assertThat(read(8192, 808)).containsOnly(0);
    }

    @Test
    void aClosedDeviceIsNotReady() {
        device.close().join();

        device.flush(outcomes::add);

        assertThat(((Outcome.Failed) lastOutcome()).error()).isEqualTo(BlockError.NOT_READY);
    }

    @Test
    void randomCallsAgreeWithAnArray() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] model = new byte[SIZE];
        for (int step = 0; step < 2000; step++) {
            int offset = random.nextInt(SIZE);
            int length = random.nextInt(Math.min(SIZE - offset, 10_000)) + 1;
            int value = random.nextInt(256);
            switch (random.nextInt(3)) {
                case 0 -> {
                    write(offset, Durability.CACHED, filled(length, value));
                    Arrays.fill(model, offset, offset + length, (byte) value);
                }
                case 1 -> {
                    device.unmap(offset, length, Durability.CACHED, outcomes::add);
                    Arrays.fill(model, offset, offset + length, (byte) 0);
                }
                default ->
                        assertThat(read(offset, length))
                                .as("seed %d, step %d", seed, step)
                                .isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
            }
        }
    }
}
