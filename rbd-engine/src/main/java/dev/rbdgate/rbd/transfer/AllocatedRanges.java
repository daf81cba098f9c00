package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The parts of a device that may read other than zero, in order. Asks as it goes along. */
final class AllocatedRanges implements Iterator<Range> {

    private final BlockDevice device;
    private final long sizeBytes;
    private final Deque<Range> found = new ArrayDeque<>();
    private long askedTo;
    private long foundTo;

    /**
     * @param sizeBytes where to stop, at most the device's size
     */
    AllocatedRanges(BlockDevice device, long sizeBytes) {
        this.device = device;
        this.sizeBytes = Math.min(sizeBytes, device.sizeBytes());
    }

    @Override
    public boolean hasNext() {
        while (found.isEmpty() && askedTo < sizeBytes) {
            for (AllocationExtent extent :
                    Waiting.join(device.allocationStatus(askedTo, sizeBytes - askedTo))) {
                askedTo = extent.byteOffset() + extent.byteCount();
                if (extent.allocated()) {
                    add(extent.byteOffset(), askedTo);
                }
            }
        }
        return !found.isEmpty();
    }

    /** Whole blocks, each once: what is compared and written goes by blocks. */
    private void add(long from, long to) {
        long start = Math.max(foundTo, from / ZeroRuns.BLOCK_BYTES * ZeroRuns.BLOCK_BYTES);
        long end =
                Math.min(sizeBytes, Math.ceilDiv(to, ZeroRuns.BLOCK_BYTES) * ZeroRuns.BLOCK_BYTES);
        if (start < end) {
            found.add(new Range(start, end - start));
            foundTo = end;
        }
    }

    @Override
    public Range next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return found.remove();
    }
}
