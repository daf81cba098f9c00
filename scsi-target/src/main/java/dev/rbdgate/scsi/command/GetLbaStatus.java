package dev.rbdgate.scsi.command;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** GET LBA STATUS (SBC-4 5.6). */
record GetLbaStatus(long startLba, long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "GET LBA STATUS(16)",
                            "9e 12 ff ff ff ff ff ff ff ff ff ff ff ff 00 00",
                            Access.READS,
                            GetLbaStatus.class,
                            cdb -> new GetLbaStatus(cdb.u64(2), cdb.u32(10))));

    /** How far ahead one command looks: the answer may end before the end of the device. */
    private static final long MAX_LOOK_AHEAD_BYTES = 16L << 30;

    private static final int MAX_DESCRIPTORS = 1024;
    private static final int HEADER_BYTES = 8;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final long MAX_BLOCKS_OF_DESCRIPTOR = 0xffff_ffffL;
    private static final int MAPPED = 0;
    private static final int DEALLOCATED = 1;

    /** Blocks of one state. */
    private record Status(long lba, long blocks, boolean deallocated) {}

    @Override
    public void execute(Execution run) {
        BlockDevice device = run.device();
        int blockBytes = run.unit().blockBytes();
        long capacity = BlockRange.capacityBlocks(device, blockBytes);
        if (Long.compareUnsigned(startLba, capacity) >= 0) {
            throw Refusal.lbaOutOfRange(startLba);
        }
        long byteOffset = startLba * blockBytes;
        long byteCount = Math.min(capacity * blockBytes - byteOffset, MAX_LOOK_AHEAD_BYTES);
        if (!run.unit().thinProvisioned()) {
            // Every block of a fully provisioned unit is mapped (SBC-4 4.7.2).
            List<Status> all = new ArrayList<>();
            add(all, startLba, startLba + byteCount / blockBytes, false);
            run.good(render(all), allocationLength);
            return;
        }
        run.allocationStatus(
                byteOffset,
                byteCount,
                extents -> run.good(render(statuses(extents, blockBytes)), allocationLength));
    }

    /** In whole blocks: one that is not wholly deallocated counts as mapped. */
    private List<Status> statuses(List<AllocationExtent> extents, int blockBytes) {
        List<Status> statuses = new ArrayList<>();
        long next = startLba;
        for (AllocationExtent extent : extents) {
            long end = extent.byteOffset() + extent.byteCount();
            if (!extent.allocated()) {
                long from = Math.ceilDiv(extent.byteOffset(), (long) blockBytes);
                next = add(statuses, next, from, false);
                next = add(statuses, next, end / blockBytes, true);
            } else {
                next = add(statuses, next, end / blockBytes, false);
            }
        }
        if (statuses.isEmpty()) {
            add(statuses, next, next + 1, false);
        }
        return statuses;
    }

    private static long add(List<Status> statuses, long from, long to, boolean deallocated) {
        if (to <= from || statuses.size() == MAX_DESCRIPTORS) {
            return from;
        }
        int last = statuses.size() - 1;
        if (last >= 0 && statuses.get(last).deallocated() == deallocated) {
            Status before = statuses.get(last);
            statuses.set(last, new Status(before.lba(), to - before.lba(), deallocated));
        } else {
            statuses.add(new Status(from, to - from, deallocated));
        }
        return to;
    }

    private static byte[] render(List<Status> statuses) {
        int length = HEADER_BYTES + statuses.size() * DESCRIPTOR_BYTES;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putInt(length - Integer.BYTES).putInt(0);
        for (Status status : statuses) {
            out.putLong(status.lba());
            // The look ahead is far below what four bytes can count.
            out.putInt((int) Math.min(status.blocks(), MAX_BLOCKS_OF_DESCRIPTOR));
            out.put((byte) (status.deallocated() ? DEALLOCATED : MAPPED));
            out.put(new byte[3]);
        }
        return out.array();
    }
}
