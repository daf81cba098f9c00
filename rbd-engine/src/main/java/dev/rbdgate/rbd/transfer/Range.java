package dev.rbdgate.rbd.transfer;

/** A part of an image, in bytes. */
record Range(long byteOffset, long byteCount) {

    long end() {
        return byteOffset + byteCount;
    }

    boolean overlaps(Range other) {
        return byteOffset < other.end() && other.byteOffset < end();
    }
}
