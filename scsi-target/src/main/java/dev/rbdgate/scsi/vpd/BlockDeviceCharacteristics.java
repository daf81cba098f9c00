package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** Block device characteristics (SBC-4 6.6.2). */
final class BlockDeviceCharacteristics implements VpdPage {

    private static final int CONTENT_BYTES = 0x3c;

    /** WABEREQ 01b: blocks can be read after a sanitize block erase without being written first. */
    private static final int READS_AFTER_BLOCK_ERASE = 0x40;

    private static final int NON_ROTATING = 0x0001;

    @Override
    public int code() {
        return 0xb1;
    }

    @Override
    public byte[] content(UnitContext unit) {
        byte[] out = new byte[CONTENT_BYTES];
        out[1] = NON_ROTATING;
        if (unit.thinProvisioned()) {
            // Only then there is a block erase.
            out[3] = READS_AFTER_BLOCK_ERASE;
        }
        return out;
    }
}
