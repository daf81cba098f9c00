package dev.rbdgate.config;

/**
 * An image under a LUN of a target.
 *
 * @param lun 0 to 16383
 * @param naa the unit's NAA designator, 16 hexadecimal digits
 * @param serial the unit serial number
 * @param blockBytes logical block length, 512 or 4096
 * @param removable whether the unit has a removable medium
 * @param thinProvisioned whether unmapped blocks give their space back; else fully provisioned
 * @param limits the same for every mapping of the unit
 */
public record LunMapping(
        int lun,
        ImageReference image,
        String naa,
        String serial,
        boolean readOnly,
        int blockBytes,
        boolean writeCache,
        boolean removable,
        boolean thinProvisioned,
        RateMapping limits) {

    /** Without limits. */
    public LunMapping(
            int lun,
            ImageReference image,
            String naa,
            String serial,
            boolean readOnly,
            int blockBytes,
            boolean writeCache,
            boolean removable,
            boolean thinProvisioned) {
        this(
                lun,
                image,
                naa,
                serial,
                readOnly,
                blockBytes,
                writeCache,
                removable,
                thinProvisioned,
                RateMapping.NONE);
    }

    /** The same with these limits. */
    public LunMapping withLimits(RateMapping changed) {
        return with(image, readOnly, changed);
    }

    LunMapping withImage(ImageReference changed) {
        return with(changed, readOnly, limits);
    }

    LunMapping withReadOnly(boolean changed) {
        return with(image, changed, limits);
    }

    private LunMapping with(ImageReference newImage, boolean newReadOnly, RateMapping newLimits) {
        return new LunMapping(
                lun,
                newImage,
                naa,
                serial,
                newReadOnly,
                blockBytes,
                writeCache,
                removable,
                thinProvisioned,
                newLimits);
    }
}
