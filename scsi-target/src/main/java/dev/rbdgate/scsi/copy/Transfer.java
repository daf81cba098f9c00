package dev.rbdgate.scsi.copy;

import org.jspecify.annotations.Nullable;

/**
 * One contiguous copy, in bytes.
 *
 * @param source null for zeros
 * @param token what the source's data must still be when it is written; null if it may change
 */
record Transfer(
        @Nullable CopyUnit source,
        long sourceOffset,
        CopyUnit destination,
        long destinationOffset,
        long byteCount,
        @Nullable RodToken token) {

    /** Whether the ranges have bytes in common, so that the order of the parts matters. */
    boolean overlaps() {
        return source != null
                && source.copies() == destination.copies()
                && sourceOffset < destinationOffset + byteCount
                && destinationOffset < sourceOffset + byteCount;
    }

    /** Whether the last byte must be copied first: nothing may be overwritten before it is read. */
    boolean backwards() {
        return overlaps() && sourceOffset < destinationOffset;
    }
}
