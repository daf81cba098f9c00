package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** Mode page policy (SPC-5 7.7.10): one descriptor for all pages, which all nexuses share. */
final class ModePagePolicy implements VpdPage {

    private static final byte ALL_PAGES = 0x3f;
    private static final byte ALL_SUBPAGES = (byte) 0xff;
    private static final byte SHARED = 0b00;

    @Override
    public int code() {
        return 0x87;
    }

    @Override
    public byte[] content(UnitContext unit) {
        return new byte[] {ALL_PAGES, ALL_SUBPAGES, SHARED, 0};
    }
}
