package dev.rbdgate.scsi.mode;

/**
 * The mode parameters that MODE SELECT can change. Everything else in the pages is fixed.
 *
 * @param descriptorSense D_SENSE of the control page (SPC-5 7.5.9)
 * @param softwareWriteProtect SWP of the control page
 * @param writeCacheEnabled WCE of the caching page (SBC-4 6.5.6); without effect on a unit that has
 *     no volatile write cache
 */
public record ModeState(
        boolean descriptorSense, boolean softwareWriteProtect, boolean writeCacheEnabled) {

    public static final ModeState DEFAULT = new ModeState(false, false, true);
}
