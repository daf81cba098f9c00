package dev.rbdgate.scsi.provisioning;

/**
 * What is left of the space that thinly provisioned units take their blocks from, and share.
 *
 * @param availableBytes what new data may take
 * @param usedBytes what is in use
 * @param thresholdBytes how little may be available before initiators are told; 0: they never are
 * @param low whether the threshold was crossed, and not well more is available again
 */
public record SpaceLevel(long availableBytes, long usedBytes, long thresholdBytes, boolean low) {

    /** Nothing is known, and nobody is told. */
    public static final SpaceLevel NONE = new SpaceLevel(0, 0, 0, false);

    /** LBA MAPPING RESOURCES that are available (SBC-4 6.5.9, 6.4.5). */
    public static final int AVAILABLE = 0x01;

    /** Those in use. */
    public static final int USED = 0x02;

    /** What is counted in: the threshold set. */
    private static final int SET_BYTES = 1 << 20;

    private static final long MOST_SETS = 0xffff_ffffL;

    public boolean hasThreshold() {
        return thresholdBytes > 0;
    }

    /** THRESHOLD EXPONENT: a threshold set is two to this many blocks; 0: there are none. */
    public int exponent(int blockBytes) {
        return hasThreshold() ? Integer.numberOfTrailingZeros(SET_BYTES / blockBytes) : 0;
    }

    /** As a 32-bit number of threshold sets. */
    public static int sets(long bytes) {
        return (int) Math.min(bytes / SET_BYTES, MOST_SETS);
    }
}
