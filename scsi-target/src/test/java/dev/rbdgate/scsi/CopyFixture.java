package dev.rbdgate.scsi;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DelayedBlockDevice;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.copy.CopyManager;
import dev.rbdgate.scsi.copy.CopyObserver;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two units of 1 MiB under LUN 0 and 1 of one nexus, with one copy manager whose clock a test sets.
 * While storage is held, calls of the second unit's device wait.
 */
public final class CopyFixture {

    public static final long FIRST_NAA = 0x3000000000000001L;
    public static final long SECOND_NAA = 0x3000000000000002L;
    public static final Nexus NEXUS = UnitFixture.NEXUS;

    public final Deque<Runnable> storage = new ArrayDeque<>();
    public final MemoryBlockDevice first;
    public final MemoryBlockDevice second;
    public final CopyManager manager;
    public final LogicalUnit firstUnit;
    public final LogicalUnit secondUnit;
    public final TaskRouter router;
    public long nanoTime = 5;
    private boolean held;

    /** Puts something before the first unit's device. */
    @FunctionalInterface
    public interface Decorator {
        BlockDevice around(MemoryBlockDevice memory);
    }

    public CopyFixture() {
        this(CopyObserver.NONE, 1 << 20, 512, memory -> memory);
    }

    public CopyFixture(
            CopyObserver observer, long sizeBytes, int secondBlockBytes, Decorator decorator) {
        first = new MemoryBlockDevice(sizeBytes);
        second = new MemoryBlockDevice(sizeBytes);
        manager = new CopyManager(observer, new Random(7), () -> nanoTime);
        firstUnit = unit(FIRST_NAA, decorator.around(first), 512);
        secondUnit = unit(SECOND_NAA, new DelayedBlockDevice(second, this::run), secondBlockBytes);
        router = routerOf(NEXUS, false, firstUnit, secondUnit);
    }

    private void run(Runnable call) {
        if (held) {
            storage.add(call);
        } else {
            call.run();
        }
    }

    private LogicalUnit unit(long naa, BlockDevice device, int blockBytes) {
        LogicalUnit unit =
                new LogicalUnit(
                        new UnitIdentity(naa, "serial" + (naa & 0xf), "rbd/" + (naa & 0xf)),
                        new UnitOptions(blockBytes, true),
                        manager);
        unit.attach(device, new MemoryLogicalUnitState());
        return unit;
    }

    /** The way of a nexus to some units, by LUN from 0 on, power on attentions already taken. */
    public static TaskRouter routerOf(Nexus nexus, boolean readOnly, LogicalUnit... units) {
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        for (int lun = 0; lun < units.length; lun++) {
            luns.put(lun, new LunInventory.Mapping(units[lun], readOnly));
        }
        TaskRouter router = new TaskRouter(nexus, new LunInventory(luns));
        for (int lun = 0; lun < units.length; lun++) {
            router.execute(FakeTask.of(nexus, "00 00 00 00 00 00").lun(wire(lun)));
        }
        return router;
    }

    private static long wire(int lun) {
        return (long) lun << 48;
    }

    /** From now on calls of the second unit's device wait until {@link #drain}. */
    public void hold() {
        held = true;
    }

    /** Runs what waits, and what then comes to wait. */
    public void drain() {
        while (!storage.isEmpty()) {
            storage.remove().run();
        }
    }

    public FakeTask run(int lun, String cdb, byte[] dataOut) {
        return run(router, NEXUS, lun, cdb, dataOut);
    }

    public FakeTask run(int lun, String cdb) {
        return run(lun, cdb, new byte[0]);
    }

    public static FakeTask run(TaskRouter way, Nexus nexus, int lun, String cdb, byte[] dataOut) {
        FakeTask task = FakeTask.of(nexus, cdb).dataOut(dataOut).lun(wire(lun));
        way.execute(task);
        return task;
    }

    /** EXTENDED COPY(LID1) to the first unit. */
    public FakeTask lid1(byte[] list) {
        return run(0, "83 00 00 00 00 00 00 00 00 00 %08x 00 00".formatted(list.length), list);
    }

    /** EXTENDED COPY(LID4) to the first unit. */
    public FakeTask lid4(byte[] list) {
        return run(0, "83 01 00 00 00 00 00 00 00 00 %08x 00 00".formatted(list.length), list);
    }

    public FakeTask populateToken(int lun, int listId, byte[] list) {
        return run(lun, "83 10 00 00 00 00 %08x %08x 00 00".formatted(listId, list.length), list);
    }

    public FakeTask writeUsingToken(int lun, int listId, byte[] list) {
        return run(lun, "83 11 00 00 00 00 %08x %08x 00 00".formatted(listId, list.length), list);
    }

    /** The token of these ranges, LBA and blocks in turn, of a LUN. */
    public byte[] token(int lun, long... ranges) {
        populateToken(lun, 0x7000, tokenRequest(0, ranges)).assertGood();
        byte[] information = run(lun, "84 07 00 00 70 00 00 00 00 00 00 00 04 00 00 00").dataIn();
        byte[] token = new byte[512];
        System.arraycopy(information, 38, token, 0, 512);
        return token;
    }

    /** The parameter list of POPULATE TOKEN. */
    public static byte[] tokenRequest(int timeoutSeconds, long... ranges) {
        return ByteBuffer.allocate(16 + ranges.length * 8)
                .putShort((short) (14 + ranges.length * 8))
                .putShort((short) 0)
                .putInt(timeoutSeconds)
                .putInt(0)
                .putShort((short) 0)
                .putShort((short) (ranges.length * 8))
                .put(rangeDescriptors(ranges))
                .array();
    }

    /** The parameter list of WRITE USING TOKEN. */
    public static byte[] tokenWrite(int flags, long offset, byte[] token, long... ranges) {
        return ByteBuffer.allocate(536 + ranges.length * 8)
                .putShort((short) (534 + ranges.length * 8))
                .put((byte) flags)
                .put(new byte[5])
                .putLong(offset)
                .put(token)
                .put(new byte[6])
                .putShort((short) (ranges.length * 8))
                .put(rangeDescriptors(ranges))
                .array();
    }

    private static byte[] rangeDescriptors(long... ranges) {
        ByteBuffer out = ByteBuffer.allocate(ranges.length * 8);
        for (int index = 0; index < ranges.length; index += 2) {
            out.putLong(ranges[index]).putInt((int) ranges[index + 1]).putInt(0);
        }
        return out.array();
    }

    /** A parameter list of the LID1 format. */
    public static byte[] list1(int listId, int flags, byte[] cscds, byte[] segments) {
        return ByteBuffer.allocate(16 + cscds.length + segments.length)
                .put((byte) listId)
                .put((byte) flags)
                .putShort((short) cscds.length)
                .putInt(0)
                .putInt(segments.length)
                .putInt(0)
                .put(cscds)
                .put(segments)
                .array();
    }

    /** A parameter list of the LID4 format. */
    public static byte[] list4(int listId, boolean immediate, byte[] cscds, byte[] segments) {
        return ByteBuffer.allocate(48 + cscds.length + segments.length)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0x20)
                .put(new byte[11])
                .put((byte) (immediate ? 1 : 0))
                .put((byte) 0xff)
                .put(new byte[3])
                .putInt(listId)
                .put(new byte[18])
                .putShort((short) cscds.length)
                .putShort((short) segments.length)
                .putShort((short) 0)
                .put(cscds)
                .put(segments)
                .array();
    }

    /** An identification descriptor with an NAA designator. */
    public static byte[] cscd(long naa) {
        return HexFormat.of()
                .parseHex(
                        "e4000000 01030008 %016x".formatted(naa).replace(" ", "")
                                + "00".repeat(12)
                                + "00000200");
    }

    public static byte[] bothUnits() {
        return join(cscd(FIRST_NAA), cscd(SECOND_NAA));
    }

    /** A block to block segment. */
    public static byte[] segment(int source, int destination, int blocks, long from, long to) {
        return ByteBuffer.allocate(28)
                .put((byte) 2)
                .put((byte) 0)
                .putShort((short) 24)
                .putShort((short) source)
                .putShort((short) destination)
                .putShort((short) 0)
                .putShort((short) blocks)
                .putLong(from)
                .putLong(to)
                .array();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** Writes to a device behind its unit's back. */
    public static void write(BlockDevice device, long byteOffset, byte[] bytes) {
        Completion ignored = _ -> {};
        device.write(
                byteOffset,
                List.of(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()),
                Durability.CACHED,
                ignored);
    }

    public static byte[] read(BlockDevice device, long byteOffset, int byteCount) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(byteCount);
        device.read(byteOffset, List.of(buffer), _ -> {});
        byte[] bytes = new byte[byteCount];
        buffer.get(bytes);
        return bytes;
    }
}
