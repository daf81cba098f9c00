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
                if (extent.allocated()) {
                    found.add(new Range(extent.byteOffset(), extent.byteCount()));
                }
                askedTo = extent.byteOffset() + extent.byteCount();
            }
        }
        return !found.isEmpty();
    }

    @Override
    public Range next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return found.remove();
    }
}
