package dev.rbdgate.scsi.copy;

import static dev.rbdgate.scsi.CopyFixture.FIRST_NAA;
import static dev.rbdgate.scsi.CopyFixture.SECOND_NAA;
import static dev.rbdgate.scsi.CopyFixture.bothUnits;
import static dev.rbdgate.scsi.CopyFixture.join;
import static dev.rbdgate.scsi.CopyFixture.list1;
import static dev.rbdgate.scsi.CopyFixture.read;
import static dev.rbdgate.scsi.CopyFixture.segment;
import static dev.rbdgate.scsi.CopyFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Copies between devices that complete in any order, against the same copies of two arrays. */
final class CopyModelTest {

    private static final int BLOCK = 512;
    private static final int BLOCKS = 16384;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Runnable> storage = new ArrayList<>();
    private final CopyManager manager = new CopyManager();
    private final MemoryBlockDevice[] devices = {device(), device()};
    private final byte[][] model = {new byte[BLOCKS * BLOCK], new byte[BLOCKS * BLOCK]};
    private final TaskRouter router =
            CopyFixture.routerOf(
                    CopyFixture.NEXUS,
                    false,
                    unit(FIRST_NAA, devices[0]),
                    unit(SECOND_NAA, devices[1]));

    private static MemoryBlockDevice device() {
        return new MemoryBlockDevice((long) BLOCKS * BLOCK);
    }

    private LogicalUnit unit(long naa, MemoryBlockDevice memory) {
        LogicalUnit unit =
                new LogicalUnit(
                        new UnitIdentity(naa, "s", "n"), new UnitOptions(BLOCK, true), manager);
        unit.attach(reluctant(memory), new MemoryLogicalUnitState());
        return unit;
    }

    /** Tells allocation in small parts, and does nothing before it is asked to. */
    private BlockDevice reluctant(MemoryBlockDevice memory) {
        return new ForwardingBlockDevice(new DelayedBlockDevice(memory, storage::add)) {
            @Override
            public CompletableFuture<List<AllocationExtent>> allocationStatus(
                    long byteOffset, long byteCount) {
                long told = 1 + random.nextLong(byteCount);
                CompletableFuture<List<AllocationExtent>> answer = new CompletableFuture<>();
                storage.add(
                        () -> answer.complete(memory.allocationStatus(byteOffset, told).join()));
                return answer;
            }
        };
    }

    @Test
    void copiesLeaveWhatArraysHave() {
        for (int unit = 0; unit < 2; unit++) {
            for (int i = 0; i < 6; i++) {
                byte[] data = new byte[1 + random.nextInt(600_000)];
                random.nextBytes(data);
                int at = random.nextInt(model[unit].length - data.length);
                write(devices[unit], at, data);
                System.arraycopy(data, 0, model[unit], at, data.length);
            }
        }
        for (int round = 0; round < 40; round++) {
            byte[] segments = {};
            for (int i = random.nextInt(4); i >= 0; i--) {
                segments = join(segments, someSegment());
            }
            copy(list1(1, 0, bothUnits(), segments));
        }
        for (int unit = 0; unit < 2; unit++) {
            assertThat(read(devices[unit], 0, BLOCKS * BLOCK))
                    .as("-Dseed=%d unit %d", seed, unit)
                    .isEqualTo(model[unit]);
        }
    }

    private byte[] someSegment() {
        int source = random.nextInt(2);
        int destination = random.nextInt(2);
        int blocks = 1 + random.nextInt(BLOCKS / 3);
        int from = random.nextInt(BLOCKS - blocks);
        int to =
                random.nextBoolean()
                        ? random.nextInt(BLOCKS - blocks)
                        : Math.clamp(from + random.nextInt(200) - 100, 0, BLOCKS - blocks);
        System.arraycopy(
                model[source], from * BLOCK, model[destination], to * BLOCK, blocks * BLOCK);
        return segment(source, destination, blocks, from, to);
    }

    private void copy(byte[] list) {
        FakeTask task =
                CopyFixture.run(
                        router,
                        CopyFixture.NEXUS,
                        0,
                        "83 00 00 00 00 00 00 00 00 00 %08x 00 00".formatted(list.length),
                        list);
        while (!storage.isEmpty()) {
            storage.remove(random.nextInt(storage.size())).run();
        }
        task.assertGood();
    }
}
