package dev.rbdgate.scsi.mode;

/** Control extension (SPC-5 7.5.10). Nothing in it can be changed. */
final class ControlExtensionPage implements ModePage {

    private static final int LENGTH = 0x1c;

    /** The timestamp may be changed by other means than SET TIMESTAMP: it is the host's clock. */
    private static final int TCMOS = 0x04;

    /** A time that SET TIMESTAMP has set takes precedence. */
    private static final int SCSIP = 0x02;

    /** Access states may change without SET TARGET PORT GROUPS. */
    private static final int IALUAE = 0x01;

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
        out[4] = TCMOS | SCSIP | IALUAE;
        return out;
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return state;
    }
}
