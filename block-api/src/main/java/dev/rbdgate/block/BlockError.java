package dev.rbdgate.block;

/** Why a data call failed, in terms that a device server can turn into sense data. */
public enum BlockError {
    /** The range does not lie inside the device. */
    OUT_OF_RANGE,
    /** Stored data could not be read, or its checksum is wrong. */
    READ_ERROR,
    /** Data could not be written or made durable. */
    WRITE_ERROR,
    /** The store is full: reads, unmaps and deletes still work. */
    OUT_OF_SPACE,
    /** The device was opened read-only, or refuses writes since a sync has failed. */
    WRITE_PROTECTED,
    /** The device is closed or not there (yet). */
    NOT_READY,
    /** Another owner has taken the image over; nothing is written through this device again. */
    FENCED,
    /** A call that this device does not offer, or with sizes beyond its traits. */
    UNSUPPORTED,
    /** A named limit of requests in flight is reached; the same call may succeed later. */
    BUSY,
    /** Anything else: a defect, or a store that is beyond use. */
    INTERNAL
}
