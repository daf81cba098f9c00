package dev.rbdgate.scsi.mode;

/** Informational exceptions control (SBC-4 6.5.8): none are reported. */
final class InformationalExceptionsPage implements ModePage {

    private static final int LENGTH = 0x0a;
    private static final int DEXCPT = 0x08;

    @Override
    public int page() {
        return 0x1c;
    }

    @Override
    public int subpage() {
        return 0;
    }

    @Override
    public byte[] render(ModeState state, boolean writeCacheOffered) {
        byte[] out = new byte[2 + LENGTH];
        out[0] = (byte) page();
        out[1] = LENGTH;
        out[2] = DEXCPT;
        return out;
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return state;
    }
}
