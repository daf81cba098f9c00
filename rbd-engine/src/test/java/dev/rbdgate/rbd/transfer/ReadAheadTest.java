package dev.rbdgate.rbd.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.Completion;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much a transfer has under way, and what becomes of it. */
final class ReadAheadTest {

    private static final int MIB = 1 << 20;

    /** Counts reads that run, which complete on other threads. */
    private static final class Counting extends ForwardingBlockDevice {
        final ExecutorService threads = Executors.newFixedThreadPool(3);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        Counting(long sizeBytes) {
            super(new MemoryBlockDevice(sizeBytes));
        }

        @Override
        public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            threads.execute(() ->
                    super.read(
                            byteOffset,
                            destination,
                            outcome -> {
                                running.decrementAndGet();
                                completion.complete(outcome);
                            }));
        }
    }

    @Test
    void someReadsRunAtOnceAndTheirResultsComeInOrder() {
        Counting device = new Counting(40L * MIB + 512);
        List<Long> visited = new ArrayList<>();
        new ReadAhead(device, null)
                .run(
                        List.of(new Range(100, 40L * MIB + 412)).iterator(),
                        (byteOffset, now, before) -> {
                            assertThat(before).isNull();
                            visited.add(byteOffset);
                        });
        device.threads.shutdownNow();
        assertThat(visited).isSorted().startsWith(100L, (long) MIB).hasSize(41);
        assertThat(device.most.get()).isLessThanOrEqualTo(ReadAhead.WIDTH);
    }

    @Test
    void aVisitorThatFailsLeavesNoReadBehind() {
        Counting device = new Counting(40L * MIB);
        assertThatThrownBy(() ->
                        new ReadAhead(device, null)
                                .run(
                                        List.of(new Range(0, 40L * MIB)).iterator(),
                                        (_, _, _) -> {
                                            throw new IllegalStateException("no more");
                                        }))
                .hasMessage("no more");
        assertThat(device.running.get()).isZero();
        device.threads.shutdownNow();
    }

    @Test
    void whatWasShorterBeforeReadsAsZeroThere() {
        MemoryBlockDevice before = new MemoryBlockDevice(1024);
        MemoryBlockDevice now = new MemoryBlockDevice(2048);
        byte[] ones = new byte[1024];
        Arrays.fill(ones, (byte) 1);
        Content.write(before, 0, ones);
        new ReadAhead(now, before)
                .run(
                        List.of(new Range(512, 1536)).iterator(),
                        (_, bytes, earlier) -> {
                            assertThat(bytes.remaining()).isEqualTo(1536);
                            ByteBuffer there = Objects.requireNonNull(earlier);
                            assertThat(there.get(511)).isEqualTo((byte) 1);
                            assertThat(there.get(512)).isZero();
                        });
    }
}
