package dev.rbdgate.scsi.mode;

/** A mode page: renders its fields, and reads back those that can be changed. */
public interface ModePage {

    /** Page code of "return all pages" (SPC-5 7.5.8). */
    int ALL_PAGES = 0x3f;

    /** Subpage code of "return all subpages". */
    int ALL_SUBPAGES = 0xff;

    /** Set in byte 0 of a page in subpage format (SPC-5 7.5.7). */
    int SPF = 0x40;

    /** Set in byte 0 of a page that MODE SENSE returns, if it can be saved. */
    int PS = 0x80;

    int page();

    int subpage();

    /**
     * The whole page with its header, for these parameters.
     *
     * @param writeCacheOffered whether WCE can be set at all
     */
    byte[] render(ModeState state, boolean writeCacheOffered);

    /** The parameters with what this page, as an initiator sent it, changes in them. */
    ModeState parse(byte[] page, ModeState state);

    /** A mask with ones in the changeable bits, behind the page's own header. */
    default byte[] changeable(boolean writeCacheOffered) {
        byte[] clear = render(new ModeState(false, false, false), writeCacheOffered);
        byte[] set = render(new ModeState(true, true, true), writeCacheOffered);
        for (int index = headerBytes(); index < clear.length; index++) {
            clear[index] ^= set[index];
        }
        return clear;
    }

    /** Whether there is anything in it to save. */
    default boolean canBeSaved(boolean writeCacheOffered) {
        byte[] mask = changeable(writeCacheOffered);
        for (int index = headerBytes(); index < mask.length; index++) {
            if (mask[index] != 0) {
                return true;
            }
        }
        return false;
    }

    default int headerBytes() {
        return subpage() == 0 ? 2 : 4;
    }
}
