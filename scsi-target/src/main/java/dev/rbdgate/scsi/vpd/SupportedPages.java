package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** Supported VPD pages (SPC-5 7.7.16). */
final class SupportedPages implements VpdPage {

    @Override
    public int code() {
        return 0x00;
    }

    @Override
    public byte[] content(UnitContext unit) {
        byte[] codes = new byte[VpdPages.ALL.size()];
        for (int index = 0; index < codes.length; index++) {
            codes[index] = (byte) VpdPages.ALL.get(index).code();
        }
        return codes;
    }
}
