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
        boolean thinProvisioned) {

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
                thinProvisioned);
    }
}
