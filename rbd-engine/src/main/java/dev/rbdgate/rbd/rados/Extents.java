package dev.rbdgate.rbd.rados;

import dev.rbdgate.block.AllocationExtent;
import java.util.List;

/** Allocation by an object's size: RADOS does not tell clients of holes. */
final class Extents {

    private Extents() {}

    /** The part of a range below the object's size takes storage, the rest does not. */
    static List<AllocationExtent> of(long size, long offset, long length) {
        long allocated = Math.clamp(size - offset, 0L, length);
        if (allocated == 0) {
            return List.of(new AllocationExtent(offset, length, false));
        }
        AllocationExtent data = new AllocationExtent(offset, allocated, true);
        return allocated == length
                ? List.of(data)
                : List.of(
                        data, new AllocationExtent(offset + allocated, length - allocated, false));
    }
}
