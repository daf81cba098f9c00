package dev.rbdgate.block;

/**
 * A part of a device that is wholly allocated or wholly deallocated.
 *
 * @param byteOffset first byte
 * @param byteCount at least 1
 * @param allocated false only if every byte reads as zero and takes no storage
 */
public record AllocationExtent(long byteOffset, long byteCount, boolean allocated) {
    public AllocationExtent {
        if (byteOffset < 0 || byteCount < 1) {
            throw new IllegalArgumentException("extent " + byteOffset + "+" + byteCount);
        }
    }
}
