package dev.rbdgate.scsi.copy;

import java.util.List;

/** Some bytes of a device, inside it. */
public record ByteRange(long byteOffset, long byteCount) {

    boolean overlaps(long otherOffset, long otherCount) {
        return byteOffset < otherOffset + otherCount && otherOffset < byteOffset + byteCount;
    }

    static long sum(List<ByteRange> ranges) {
        long sum = 0;
        for (ByteRange range : ranges) {
            sum += range.byteCount();
        }
        return sum;
    }
}
