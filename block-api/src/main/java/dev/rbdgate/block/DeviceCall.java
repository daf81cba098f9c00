package dev.rbdgate.block;

/** The data calls of a {@link BlockDevice}, for decorators that treat them alike. */
public enum DeviceCall {
    READ,
    WRITE,
    FLUSH,
    UNMAP,
    WRITE_SAME,
    COMPARE_AND_WRITE,
    OR_WRITE,
    ATOMIC_WRITE
}
