package dev.rbdgate.block;

import static dev.rbdgate.block.Calls.bytes;
import static dev.rbdgate.block.Calls.filled;
import static dev.rbdgate.block.Calls.flush;
import static dev.rbdgate.block.Calls.outcome;
import static dev.rbdgate.block.Calls.read;
import static dev.rbdgate.block.Calls.unmap;
import static dev.rbdgate.block.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecoratorsTest {

    private final MemoryBlockDevice memory = new MemoryBlockDevice(1 << 20);

    private static List<Outcome> everyCall(BlockDevice device) {
        return List.of(
                outcome(then -> device.read(1, List.of(bytes(2, 0), bytes(1, 0)), then)),
                write(device, 4, 5, 1),
                flush(device),
                unmap(device, 6, 7),
                outcome(then -> device.writeSame(8, 10, bytes(5, 1), Durability.CACHED, then)),
                outcome(then ->
                        device.compareAndWrite(
                                11,
                                List.of(bytes(3, 1)),
                                List.of(bytes(3, 2)),
                                Durability.CACHED,
                                then)),
                outcome(then -> device.orWrite(12, List.of(bytes(2, 4)), Durability.CACHED, then)),
                outcome(then ->
                        device.atomicWrite(13, List.of(bytes(4, 1)), Durability.CACHED, then)));
    }

    @Test
    void aFaultPlanSeesEveryCallWithItsRange() {
        List<String> seen = new ArrayList<>();
        BlockDevice device =
                new FaultyBlockDevice(
                        memory,
                        (call, byteOffset, byteCount) -> {
                            seen.add(call + " " + byteOffset + "+" + byteCount);
                            return null;
                        });

        assertThat(everyCall(device)).containsOnly(Outcome.DONE);
        assertThat(seen)
                .containsExactly(
                        "READ 1+3",
                        "WRITE 4+5",
                        "FLUSH 0+0",
                        "UNMAP 6+7",
                        "WRITE_SAME 8+10",
                        "COMPARE_AND_WRITE 11+3",
                        "OR_WRITE 12+2",
                        "ATOMIC_WRITE 13+4");
    }

    @Test
    void anInjectedErrorIsToldAndNothingIsPassedOn() {
        BlockDevice device = new FaultyBlockDevice(memory, (_, _, _) -> BlockError.WRITE_ERROR);

        for (Outcome outcome : everyCall(device)) {
            Calls.assertFailed(outcome, BlockError.WRITE_ERROR);
        }
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void onlyThePickedCallFails() {
        BlockDevice device =
                new FaultyBlockDevice(
                        memory,
                        (call, byteOffset, _) ->
                                call == DeviceCall.WRITE && byteOffset == 512
                                        ? BlockError.OUT_OF_SPACE
                                        : null);

        assertThat(write(device, 0, 512, 1)).isEqualTo(Outcome.DONE);
        Calls.assertFailed(write(device, 512, 512, 1), BlockError.OUT_OF_SPACE);
        assertThat(read(device, 0, 512)).isEqualTo(filled(512, 1));
    }

    @Test
    void aDelayedCallStartsWhenItsExecutorSaysSo() {
        Deque<Runnable> queue = new ArrayDeque<>();
        BlockDevice device = new DelayedBlockDevice(memory, queue::add);
        List<Outcome> outcomes = new ArrayList<>();

        device.write(0, List.of(bytes(512, 1)), Durability.CACHED, outcomes::add);
        device.flush(outcomes::add);

        assertThat(outcomes).isEmpty();
        assertThat(memory.usedBytes()).isZero();
        queue.removeFirst().run();
        assertThat(outcomes).containsExactly(Outcome.DONE);
        assertThat(read(memory, 0, 512)).isEqualTo(filled(512, 1));
        queue.removeFirst().run();
        assertThat(outcomes).hasSize(2);
    }

    @Test
    void everythingElseIsTheDevicesOwn() {
        BlockDevice device = new DelayedBlockDevice(memory, Runnable::run);
        List<String> told = new ArrayList<>();
        Runnable end = device.onChange(() -> told.add("changed"));

        memory.resize(4096);
        end.run();
        memory.resize(8192);

        assertThat(device.sizeBytes()).isEqualTo(8192);
        assertThat(device.traits()).isEqualTo(memory.traits());
        assertThat(device.allocationStatus(0, 8192).join())
                .containsExactly(new AllocationExtent(0, 8192, false));
        assertThat(device.sharesData()).isFalse();
        assertThat(told).containsExactly("changed");
        assertThat(device.close()).isCompleted();
        Calls.assertFailed(flush(device), BlockError.NOT_READY);
    }
}
