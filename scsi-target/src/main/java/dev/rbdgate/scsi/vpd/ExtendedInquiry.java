package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** Extended INQUIRY data (SPC-5 7.7.7). */
final class ExtendedInquiry implements VpdPage {

    private static final int CONTENT_BYTES = 0x3c;
    private static final int HEADSUP = 0x04;
    private static final int ORDSUP = 0x02;
    private static final int SIMPSUP = 0x01;
    private static final int V_SUP = 0x01;

    /** One I_T nexus's unit attentions are cleared by its own REPORT LUNS only. */
    private static final int LUICLR = 0x01;

    @Override
    public int code() {
        return 0x86;
    }

    @Override
    public byte[] content(UnitContext unit) {
        byte[] out = new byte[CONTENT_BYTES];
        out[5 - 4] = HEADSUP | ORDSUP | SIMPSUP;
        out[6 - 4] = (byte) (unit.writeCacheOffered() ? V_SUP : 0);
        out[7 - 4] = LUICLR;
        return out;
    }
}
