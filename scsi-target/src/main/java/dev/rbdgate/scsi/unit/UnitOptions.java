package dev.rbdgate.scsi.unit;

/**
 * How a logical unit presents itself. The same for every mapping of an image.
 *
 * @param blockBytes logical block length, 512 or 4096
 * @param writeCache false makes every write durable before GOOD (WCE 0)
 */
public record UnitOptions(int blockBytes, boolean writeCache) {
    public static final UnitOptions DEFAULT = new UnitOptions(512, true);

    public UnitOptions {
        if (blockBytes != 512 && blockBytes != 4096) {
            throw new IllegalArgumentException("block length " + blockBytes);
        }
    }
}
