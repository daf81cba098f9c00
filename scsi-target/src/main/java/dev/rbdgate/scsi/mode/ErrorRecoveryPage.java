package dev.rbdgate.scsi.mode;

/** Read-write error recovery (SBC-4 6.5.10). Nothing in it can be changed. */
final class ErrorRecoveryPage implements ModePage {

    private static final int LENGTH = 0x0a;
    private static final int AWRE = 0x80;
    private static final int ARRE = 0x40;

    @Override
    public int page() {
        return 0x01;
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
        out[2] = (byte) (AWRE | ARRE);
        return out;
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return state;
    }
}
