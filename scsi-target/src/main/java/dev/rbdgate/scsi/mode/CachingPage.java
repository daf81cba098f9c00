package dev.rbdgate.scsi.mode;

/** Caching (SBC-4 6.5.6): WCE. */
final class CachingPage implements ModePage {

    private static final int LENGTH = 0x12;
    private static final int WCE = 0x04;

    @Override
    public int page() {
        return 0x08;
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
        out[2] = (byte) (writeCacheOffered && state.writeCacheEnabled() ? WCE : 0);
        return out;
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return new ModeState(
                state.descriptorSense(), state.softwareWriteProtect(), (page[2] & WCE) != 0);
    }
}
