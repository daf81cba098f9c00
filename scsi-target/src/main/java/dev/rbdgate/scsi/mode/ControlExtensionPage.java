package dev.rbdgate.scsi.mode;

/** Control extension (SPC-5 7.5.10). Nothing in it can be changed. */
final class ControlExtensionPage implements ModePage {

    private static final int LENGTH = 0x1c;

    @Override
    public int page() {
        return 0x0a;
    }

    @Override
    public int subpage() {
        return 0x01;
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
