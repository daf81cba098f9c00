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
        return new LunMapping(
                lun,
                image,
                naa,
                serial,
                readOnly,
                blockBytes,
                writeCache,
                removable,
                thinProvisioned,
                changed);
    }

    LunMapping withImage(ImageReference changed) {
        return new LunMapping(
                lun,
                changed,
                naa,
                serial,
                readOnly,
                blockBytes,
                writeCache,
                removable,
                thinProvisioned,
                limits);
    }

    LunMapping withReadOnly(boolean changed) {
        return new LunMapping(
                lun,
                image,
                naa,
                serial,
                changed,
                blockBytes,
                writeCache,
                removable,
                thinProvisioned,
                limits);
    }
}
