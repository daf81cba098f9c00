package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** Logical block provisioning (SBC-4 6.6.7). */
final class LogicalBlockProvisioning implements VpdPage {

    private static final int LBPU = 0x80;
    private static final int LBPWS = 0x40;
    private static final int LBPWS10 = 0x20;

    /** LBPRZ 001b: unmapped blocks read as zero. */
    private static final int LBPRZ = 0x04;

    private static final int ANC_SUP = 0x02;
    private static final int THIN_PROVISIONED = 0x02;

    @Override
    public int code() {
        return 0xb2;
    }

    @Override
    public byte[] content(UnitContext unit) {
        byte[] out = new byte[4];
        if (unit.thinProvisioned()) {
            out[0] = (byte) unit.space().exponent(unit.blockBytes());
            out[1] = (byte) (LBPU | LBPWS | LBPWS10 | LBPRZ | ANC_SUP);
            out[2] = THIN_PROVISIONED;
        }
        return out;
    }
}
