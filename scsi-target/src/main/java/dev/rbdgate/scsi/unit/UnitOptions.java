package dev.rbdgate.scsi.unit;

/**
 * How a logical unit presents itself. The same for every mapping of an image.
 *
 * @param blockBytes logical block length, 512 or 4096
 * @param writeCache false makes every write durable before GOOD (WCE 0)
 * @param removable the medium can be locked, ejected and loaded (RMB 1, SPC-5 6.7.2)
 * @param thinProvisioned unmapped blocks give their space back (LBPME 1, SBC-4 4.7); false: fully
 *     provisioned, without UNMAP
 */
public record UnitOptions(
        int blockBytes, boolean writeCache, boolean removable, boolean thinProvisioned) {
    public static final UnitOptions DEFAULT = new UnitOptions(512, true);

    public UnitOptions {
        if (blockBytes != 512 && blockBytes != 4096) {
            throw new IllegalArgumentException("block length " + blockBytes);
        }
    }

    /** A fixed medium, thinly provisioned. */
    public UnitOptions(int blockBytes, boolean writeCache) {
        this(blockBytes, writeCache, false, true);
    }
}
