package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DecoratorsTest {

    private final MemoryBlockDevice memory = new MemoryBlockDevice(1 << 20);
    private final List<Outcome> outcomes = new ArrayList<>();

    private void call(BlockDevice device, DeviceCall call) {
        ByteBuffer block = ByteBuffer.allocateDirect(512);
        ByteBuffer other = ByteBuffer.allocateDirect(512);
        switch (call) {
            case READ -> device.read(1024, List.of(block), outcomes::add);
            case WRITE -> device.write(1024, List.of(block), Durability.CACHED, outcomes::add);
            case FLUSH -> device.flush(outcomes::add);
            case UNMAP -> device.unmap(1024, 512, Durability.CACHED, outcomes::add);
            case WRITE_SAME -> device.writeSame(1024, 512, block, Durability.CACHED, outcomes::add);
            case COMPARE_AND_WRITE ->
                    device.compareAndWrite(
                            1024, List.of(block), List.of(other), Durability.CACHED, outcomes::add);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlannedFaultFailsExactlyItsCall(DeviceCall failing) {
        List<String> seen = new ArrayList<>();
        BlockDevice faulty =
                new FaultyBlockDevice(
                        memory,
                        (call, byteOffset, byteCount) -> {
                            seen.add(call + " " + byteOffset + "+" + byteCount);
                            return call == failing ? BlockError.READ_ERROR : null;
                        });

        Set<DeviceCall> failed = EnumSet.noneOf(DeviceCall.class);
        for (DeviceCall each : DeviceCall.values()) {
            call(faulty, each);
            if (outcomes.getLast() instanceof Outcome.Failed(BlockError error, String detail)) {
                assertThat(error).isEqualTo(BlockError.READ_ERROR);
                assertThat(detail).contains(each.toString());
                failed.add(each);
            }
        }

        assertThat(outcomes).hasSize(DeviceCall.values().length);
        assertThat(failed).containsExactly(failing);
        assertThat(seen)
                .containsExactly(
                        "READ 1024+512",
                        "WRITE 1024+512",
                        "FLUSH 0+0",
                        "UNMAP 1024+512",
                        "WRITE_SAME 1024+512",
                        "COMPARE_AND_WRITE 1024+512");
    }

    @ParameterizedTest
    @EnumSource
    void aDelayedCallRunsWhenItsExecutorLetsIt(DeviceCall delayed) {
        Queue<Runnable> queue = new ArrayDeque<>();
        BlockDevice device = new DelayedBlockDevice(memory, queue::add);

        call(device, delayed);
        assertThat(outcomes).isEmpty();
        queue.remove().run();

        assertThat(outcomes).containsExactly(Outcome.DONE);
    }

    @Test
    void everythingButDataCallsPassesThrough() {
        BlockDevice device = new FaultyBlockDevice(memory, (_, _, _) -> BlockError.INTERNAL);
        List<Long> sizes = new ArrayList<>();
        Runnable end = device.onChange(() -> sizes.add(device.sizeBytes()));

        memory.resize(2 << 20);
        end.run();
        memory.resize(1 << 20);

        assertThat(sizes).containsExactly(2L << 20);
        assertThat(device.traits()).isEqualTo(memory.traits());
        assertThat(device.allocationStatus(0, 512).join())
                .containsExactly(new AllocationExtent(0, 512, false));
        device.close().join();
        memory.flush(outcomes::add);
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Failed.class);
    }
}
