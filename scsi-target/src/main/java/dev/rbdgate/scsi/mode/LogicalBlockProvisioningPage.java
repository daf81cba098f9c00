package dev.rbdgate.scsi.mode;

/**
 * Logical block provisioning (SBC-4 6.5.9) without threshold descriptors: VPD page B2h has a
 * threshold exponent of 0, so there are no thresholds.
 */
final class LogicalBlockProvisioningPage implements ModePage {

    private static final int LENGTH = 0x0c;

    @Override
    public int page() {
        return 0x1c;
    }

    @Override
    public int subpage() {
        return 0x02;
    }

    @Override
    public byte[] render(ModeState state, boolean writeCacheOffered) {
        byte[] out = new byte[4 + LENGTH];
        out[0] = (byte) (SPF | page());
        out[1] = (byte) subpage();
        out[3] = LENGTH;
        return out;
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return state;
    }
}
