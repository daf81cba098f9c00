package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** Block device characteristics (SBC-4 6.6.2). */
final class BlockDeviceCharacteristics implements VpdPage {

    private static final int CONTENT_BYTES = 0x3c;
    private static final int NON_ROTATING = 0x0001;

    @Override
    public int code() {
        return 0xb1;
    }

    @Override
    public byte[] content(UnitContext unit) {
        byte[] out = new byte[CONTENT_BYTES];
        out[1] = NON_ROTATING;
        return out;
    }
}
