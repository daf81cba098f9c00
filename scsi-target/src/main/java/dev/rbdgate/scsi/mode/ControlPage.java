package dev.rbdgate.scsi.mode;

/** Control (SPC-5 7.5.9): D_SENSE and SWP. */
final class ControlPage implements ModePage {

    private static final int LENGTH = 0x0a;

    /** Parameters of log pages are not saved on their own: there are none. */
    private static final int GLTSD = 0x02;

    private static final int D_SENSE = 0x04;

    /** Simple tasks may be reordered; QERR 00b: a failed one leaves the others alone. */
    private static final int UNRESTRICTED_REORDERING = 0x10;

    private static final int SWP = 0x08;

    @Override
    public int page() {
        return 0x0a;
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
        out[2] = (byte) (GLTSD | (state.descriptorSense() ? D_SENSE : 0));
        out[3] = UNRESTRICTED_REORDERING;
        out[4] = (byte) (state.softwareWriteProtect() ? SWP : 0);
        return out;
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return new ModeState(
                (page[2] & D_SENSE) != 0, (page[4] & SWP) != 0, state.writeCacheEnabled());
    }
}
