package dev.rbdgate.scsi;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A logical unit under LUN 0 of one nexus, by default of 1 MiB in memory: 2048 blocks of 512 bytes.
 */
public final class UnitFixture {

    public static final int BLOCKS = 2048;
    public static final int BLOCK_BYTES = 512;
    public static final Nexus NEXUS =
            new Nexus("iqn.2026-11.test:initiator", 0x800000000001L, "iqn.2026-11.test:target", 1);
    public static final Nexus OTHER_NEXUS =
            new Nexus("iqn.2026-11.test:other", 0x800000000002L, "iqn.2026-11.test:target", 1);
    public static final UnitIdentity IDENTITY =
            new UnitIdentity(0x3123456789abcdefL, "0123456789abcdef", "rbd/volume");

    public final MemoryBlockDevice memory;
    public final LogicalUnit unit;
    private final LogicalUnitState state;
    public final TaskRouter router;
    private @Nullable TaskRouter other;

    private UnitFixture(
            MemoryBlockDevice memory, BlockDevice served, UnitOptions options, boolean readOnly) {
        this(memory, served, options, readOnly, new MemoryLogicalUnitState());
    }

    private UnitFixture(
            MemoryBlockDevice memory,
            BlockDevice served,
            UnitOptions options,
            boolean readOnly,
            LogicalUnitState state) {
        this.memory = memory;
        this.state = state;
        unit = new LogicalUnit(IDENTITY, options);
        unit.attach(served, state);
        router = routerOf(NEXUS, unit, readOnly);
    }

    public static UnitFixture create() {
        return create(UnitOptions.DEFAULT);
    }

    public static UnitFixture create(UnitOptions options) {
        MemoryBlockDevice memory = new MemoryBlockDevice((long) BLOCKS * BLOCK_BYTES);
        return new UnitFixture(memory, memory, options, false);
    }

    /** A unit whose record cannot be changed. */
    public static UnitFixture forgetful() {
        MemoryBlockDevice memory = new MemoryBlockDevice((long) BLOCKS * BLOCK_BYTES);
        LogicalUnitState unchangeable =
                new LogicalUnitState() {
                    @Override
                    public CompletableFuture<Versioned> load() {
                        return new MemoryLogicalUnitState().load();
                    }

                    @Override
                    public CompletableFuture<Versioned> compareAndSet(
                            long expectedVersion, byte[] content) {
                        return CompletableFuture.failedFuture(
                                new IllegalStateException("no quorum"));
                    }
                };
        return new UnitFixture(memory, memory, UnitOptions.DEFAULT, false, unchangeable);
    }

    /** Another unit of the same image, as after a restart of the gateway. */
    public UnitFixture restart() {
        return new UnitFixture(memory, memory, unit.options(), false, state);
    }

    /** LOGICAL UNIT RESET, its unit attention already taken. */
    public void resetUnit() {
        var _ =
                router.manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.LOGICAL_UNIT_RESET, 0, null));
        run("00 00 00 00 00 00");
    }

    public static UnitFixture removable() {
        return create(new UnitOptions(BLOCK_BYTES, true, true, true));
    }

    public static UnitFixture fullyProvisioned() {
        return create(new UnitOptions(BLOCK_BYTES, true, false, false));
    }

    public static UnitFixture readOnly() {
        MemoryBlockDevice memory = new MemoryBlockDevice((long) BLOCKS * BLOCK_BYTES);
        return new UnitFixture(memory, memory, UnitOptions.DEFAULT, true);
    }

    public static UnitFixture ofBytes(long sizeBytes) {
        MemoryBlockDevice memory = new MemoryBlockDevice(sizeBytes);
        return new UnitFixture(memory, memory, UnitOptions.DEFAULT, false);
    }

    /** Puts something before the device in memory. */
    @FunctionalInterface
    public interface Decorator {
        BlockDevice around(MemoryBlockDevice memory);
    }

    public static UnitFixture decorated(Decorator decorator) {
        return decorated(UnitOptions.DEFAULT, decorator);
    }

    public static UnitFixture decorated(UnitOptions options, Decorator decorator) {
        MemoryBlockDevice memory = new MemoryBlockDevice((long) BLOCKS * BLOCK_BYTES);
        return new UnitFixture(memory, decorator.around(memory), options, false);
    }

    /** The way of a nexus to LUN 0, its power on attention already taken. */
    public static TaskRouter routerOf(Nexus nexus, LogicalUnit unit, boolean readOnly) {
        TaskRouter router = new TaskRouter(nexus, inventory(unit, readOnly));
        router.execute(FakeTask.of(nexus, "00 00 00 00 00 00"));
        return router;
    }

    public static LunInventory inventory(LogicalUnit unit, boolean readOnly) {
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        luns.put(0, new LunInventory.Mapping(unit, readOnly));
        return new LunInventory(luns);
    }

    public FakeTask task(String cdb) {
        return FakeTask.of(NEXUS, cdb);
    }

    public FakeTask run(String cdb) {
        return run(task(cdb));
    }

    public FakeTask run(String cdb, byte[] dataOut) {
        return run(task(cdb).dataOut(dataOut));
    }

    public FakeTask run(FakeTask task) {
        router.execute(task);
        return task;
    }

    /** Runs a command from {@link #OTHER_NEXUS}, whose power on attention has been taken. */
    public FakeTask runOnOther(String cdb) {
        return runOnOther(cdb, new byte[0]);
    }

    public FakeTask runOnOther(String cdb, byte[] dataOut) {
        FakeTask task = FakeTask.of(OTHER_NEXUS, cdb).dataOut(dataOut);
        otherRouter().execute(task);
        return task;
    }

    public TaskRouter otherRouter() {
        TaskRouter known = other;
        if (known == null) {
            known = routerOf(OTHER_NEXUS, unit, false);
            other = known;
        }
        return known;
    }

    /** Bytes from hexadecimal digits with spaces anywhere. */
    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** Bytes that differ from block to block and inside each. */
    public static byte[] pattern(int blocks, int seed) {
        byte[] bytes = new byte[blocks * BLOCK_BYTES];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) (seed + index + index / BLOCK_BYTES * 7);
        }
        return bytes;
    }
}
