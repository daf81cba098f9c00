package dev.rbdgate.scsi.background;

/** How all blocks are rewritten. */
public enum EraseMethod {
    /** Give every block back: it reads as zero. */
    UNMAP(1),
    /** Fill every block, by whatever means the device has. */
    FILL(2),
    /** Write over every block, also with zeros, however often. */
    OVERWRITE(3);

    private final int code;

    EraseMethod(int code) {
        this.code = code;
    }

    /** In the unit's record. */
    int code() {
        return code;
    }
}
